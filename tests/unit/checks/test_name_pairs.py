"""The client's name on a form beside the name in the mail: what is one name, what is near, and what is clearly another's."""

import pytest

from pdinbox.checks.people import name_matches
from pdinbox.checks.subject import Subject
from pdinbox.model.case import CaseFacts
from pdinbox.model.person import fold
from tests.builders import NOW
from tests.unit.policy.rulebook import a_document, policy

SAME = (
    # two surnames of Spanish and Portuguese use
    ("García López", "Juan", "Juan García López"),
    ("García López", "Juan", "juan garcia lopez"),
    ("García López", "Juan", "Juan Garcia"),
    ("García", "Juan", "Juan García López"),
    ("García López", "Juan", "GARCÍA LÓPEZ, Juan"),
    ("García López", "Juan", "Garcia-Lopez, Juan"),
    ("García-López", "Juan", "Juan Garcia Lopez"),
    ("López García", "Juan", "Juan García López"),
    ("García López", "Juan Carlos", "Juan Carlos García"),
    ("García López", "Juan Carlos", "Juan García López"),
    ("García López", "Juan", "Juan Carlos García López"),
    ("Da Silva Santos", "João", "Joao Silva Santos"),
    # a husband's surname added
    ("Ejemplo", "Ana", "Ana Ejemplo de Stein"),
    # particles
    ("De la Cruz", "María", "Maria Delacruz"),
    ("De la Cruz", "María", "Maria De La Cruz"),
    ("de la Cruz Mejía", "María José", "Maria Jose Cruz Mejia"),
    ("del Valle", "Ana", "Ana Valle"),
    ("Al-Masri", "Omar", "Omar Almasri"),
    ("van der Berg", "Joost", "Joost Vanderberg"),
    ("Mac Donald", "Ian", "Ian MacDonald"),
    ("O'Neill", "Sean", "Sean ONeill"),
    ("O’Brien", "Niamh", "Niamh O'Brien"),
    # surname first
    ("Nguyễn", "Văn An", "Nguyen Van An"),
    ("Nguyễn", "Thị Minh Khai", "Minh Khai Thi Nguyen"),
    ("Wang", "Xiaoming", "Wang Xiaoming"),
    ("Wang", "Xiao Ming", "Xiaoming Wang"),
    ("Wang", "Xiao-Ming", "Wang Xiaoming"),
    ("Kim", "Ji-woo", "Kim Jiwoo"),
    # accents and letters that do not come apart
    ("Müller", "Jörg", "Jorg Muller"),
    ("Đặng", "Hùng", "Hung Dang"),
    ("Łukasz", "Żaneta", "Zaneta Lukasz"),
    ("Núñez", "Íñigo", "Inigo Nunez"),
    ("Strauß", "Anna", "Anna Strauss"),
    # initials and titles
    ("Ejemplo", "Ana María", "Ana M. Ejemplo"),
    ("Ejemplo", "Ana M.", "Ana María Ejemplo"),
    ("Ejemplo", "Ana", "Ms. Ana Ejemplo"),
    ("Ejemplo Jr.", "Luis", "Luis Ejemplo"),
    ("Ejemplo", "Luis", "Sr. Luis Ejemplo"),
)
NEAR = (
    # a slip or another transliteration
    ("Ejemplo", "Ana", "Ana Ejenplo"),
    ("Hernández", "José", "José Hernandes"),
    ("Müller", "Jörg", "Joerg Mueller"),
    ("Mohammed", "Ahmed", "Ahmad Muhammad"),
    ("Oleksandr", "Petrenko", "Aleksandr Petrenko"),
    ("Zhang", "Wei", "Chang Wei"),
    ("Yousef", "Layla", "Leila Youssef"),
    ("Tchaikovsky", "Piotr", "Pyotr Chaikovsky"),
    # nicknames and short forms are a person's to tell
    ("Ejemplo", "Francisco", "Paco Ejemplo"),
    ("Ejemplo", "Guadalupe", "Lupe Ejemplo"),
    ("Stein", "William", "Bill Stein"),
    # relatives
    ("García López", "Juan", "Pedro García López"),
    ("García López", "Juan", "Juana García López"),
    ("García López", "Juan", "Juan Pérez López"),
    # a married name: the given name is the same, the surname another
    ("Ejemplo", "Ana María", "Ana María Stein"),
    ("Ejemplo Stein", "Ana", "Ana Ejemplo-Ruiz"),
    # father and son
    ("Ejemplo Jr.", "Luis", "Luis Ejemplo Sr."),
    # an initial alone
    ("Ejemplo", "Ana", "A. Ejemplo"),
)
OTHER = (
    ("Ejemplo", "Ana", "Tomas Rivera"),
    ("Wu", "Li", "Dana Stein"),
    ("García López", "Juan", "Marta Rivera Luna"),
    ("Nguyễn", "Văn An", "Tran Thi Bich"),
    ("Wang", "Xiaoming", "Kim Jiwoo"),
    ("De la Cruz", "María", "Olga de la Torre"),
    ("De la Cruz", "María", "Pedro De La Rosa"),
    ("Al-Masri", "Omar", "Ali Al-Khatib"),
    ("Ejemplo", "Ana", "Ada Exner"),
)


def result(family: str, given: str, stated: str) -> str:
    paper = a_document(marks={"client.family_name": family, "client.given_name": given})
    case = CaseFacts(stated_names=(stated,), mail_words=fold(f"I represent {stated}, who asks for deferred action."))
    subject = Subject(document=paper, documents=(paper,), message=None, case=case, today=NOW.date(), accept_samples=True)
    rule = policy().rule("case.name-matches")
    assert rule is not None
    found = name_matches(subject, rule)
    assert found is not None
    return found.result


def test_there_are_enough_pairs():
    assert len({*SAME, *NEAR, *OTHER}) == len(SAME) + len(NEAR) + len(OTHER) >= 60


@pytest.mark.parametrize(("family", "given", "stated"), SAME)
def test_one_persons_name_is_the_same(family, given, stated):
    assert result(family, given, stated) == "same"


@pytest.mark.parametrize(("family", "given", "stated"), NEAR)
def test_what_may_be_one_person_is_a_persons_to_tell(family, given, stated):
    assert result(family, given, stated) == "near"


@pytest.mark.parametrize(("family", "given", "stated"), OTHER)
def test_a_clear_mismatch_must_be_fixed(family, given, stated):
    assert result(family, given, stated) == "different"
