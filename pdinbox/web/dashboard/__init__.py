"""What dashboards are made of: charts with their words and numbers, tables, and the addresses of the views behind the numbers."""
