"""What happens when: an arrival, a bounce, a deadline. The order of the stages stands here and nowhere else."""
