"""What the comparing of incidents lives on: victims and doers, tolls, places, days, control and sources of the commonest phrasings."""

from __future__ import annotations

import pytest

import rawi
from rawi.model import Event, Reading

PUBLISHED = "2019-05-15"
"""A Wednesday."""


def read(text: str) -> Reading:
    return rawi.read(text, published=PUBLISHED)


def event_of(text: str, trigger: str) -> Event:
    return next(e for e in read(text).events if e.trigger.text == trigger)


@pytest.mark.parametrize(
    ("text", "trigger", "agents", "targets"),
    [
        ("مقتل سوري برصاص الجيش التركي قرب رأس العين", "مقتل", ["الجيش التركي"], ["سوري"]),
        ("إصابة فلسطينية برصاص الجيش في نابلس", "إصابة", ["الجيش"], ["فلسطينية"]),
        ("خطف لبناني في البقاع", "خطف", [], ["لبناني"]),
        ("استشهاد شابين بنيران قوات الاحتلال شرق خان يونس", "استشهاد", ["قوات الاحتلال"], ["شابين"]),
        ("قتل حارس برصاص مسلحين مجهولين أمام المصرف.", "قتل", ["مسلحين مجهولين"], ["حارس"]),
        ("قتل طالب يمني مساء الثلاثاء برصاص مسلحين في تعز.", "قتل", ["مسلحين"], ["طالب يمني"]),
        ("أعلن الناطق أن المهاجم قتل برصاص رجال الأمن.", "قتل", ["رجال الأمن"], ["المهاجم"]),
        ("قتل سبعة في قصف على بلدة الحولة غرب حمص.", "قتل", [], ["سبعة"]),
        ("قتل عشرون مدنيا في القصف.", "قتل", [], ["عشرون مدنيا"]),
        ("أطلق مسلح النار على حافلة للعمال.", "أطلق", ["مسلح"], ["حافلة"]),
        ("فجر انتحاري سيارته المفخخة قرب الثكنة.", "فجر", ["انتحاري"], ["سيارته المفخخة"]),
        ("قصفت مقاتلات التحالف فجر الجمعة مخازن السلاح في صعدة.", "قصفت", ["مقاتلات التحالف"], ["مخازن السلاح"]),
        ("قال إن القصف الذي تعرضت له مدينة سقبا استمر ساعتين.", "القصف", [], ["مدينة سقبا"]),
        ("أحبط الجيش محاولة تسلل قرب الحدود.", "تسلل", [], []),
        ("طال القصف أحياء سكنية في تعز.", "القصف", [], ["أحياء سكنية"]),
        ("استهدف القصف سوق مدينة معرة النعمان.", "القصف", [], ["سوق مدينة معرة النعمان"]),
        ("قتل نقيب في الشرطة بكمين قرب الجسر.", "بكمين", [], ["نقيب"]),
        ("أعلنت حركة الشباب مسؤوليتها عن تفجير المطعم في كيسمايو.", "تفجير", ["حركة الشباب"], ["المطعم"]),
        ("لم تعلن أي جهة مسؤوليتها عن تفجير المطعم.", "تفجير", [], ["المطعم"]),
        ("نفى التنظيم مسؤوليته عن تفجير المطعم.", "تفجير", [], ["المطعم"]),
        ("تعرضت دورية للجيش لهجوم مسلح في سبها.", "لهجوم", [], ["دورية"]),
        ("مسلح يقتل ويصيب 9 أشخاص في متجر", "ويصيب", [], ["9 أشخاص"]),
        ("سيطر المقاتلون على الجزء الشرقي من مدينة درنة.", "سيطر", ["المقاتلون"], []),
    ],
)
def test_who_did_what_to_whom(text: str, trigger: str, agents: list[str], targets: list[str]) -> None:
    event = event_of(text, trigger)
    assert ([a.text for a in event.agents], [t.text for t in event.targets]) == (agents, targets)


@pytest.mark.parametrize(
    ("text", "trigger", "killed", "injured"),
    [
        ("مقتل سوري برصاص الجيش التركي", "مقتل", (1, 1), None),
        ("أسفر الهجوم عن سقوط 12 قتيلا وإصابة 30 آخرين.", "قتيلا", (12, 12), None),
        ("أسفر الهجوم عن سقوط 12 قتيلا وإصابة 30 آخرين.", "وإصابة", None, (30, 30)),
        ("أعلن المحافظ مقتل تسعة وإصابة 16 في الانفجار.", "وإصابة", None, (16, 16)),
        ("ارتفعت حصيلة التفجير إلى 25 قتيلا و60 جريحا.", "التفجير", (25, 25), (60, 60)),
        ("قتل نحو ثلاثين مسلحا من بينهم قيادي في غارة.", "قتل", (30, 30), None),
        ("قتل جنديان وأصيب عشرة في قتال قرب المطار.", "قتل", (2, 2), None),
        ("قال إن جنديين قتلا وأصيب عشرة في القتال.", "قتلا", (2, 2), None),
        ("قتل ضابط في الجيش وثلاثة من حراسه قرب الجسر.", "قتل", (4, 4), None),
        ("قتل شرطي وأصيب آخر قرب السوق.", "وأصيب", None, (1, 1)),
        ("نجا قاض من محاولة اغتيال في عدن.", "اغتيال", None, None),
        ("سقط 40 شخصا بين قتيل وجريح في الهجوم.", "الهجوم", (1, 39), (1, 39)),
        ("سقوط قذيفة على مدرسة في حلب", "سقوط", None, None),
    ],
)
def test_toll(text: str, trigger: str, killed: tuple[int, int] | None, injured: tuple[int, int] | None) -> None:
    event = event_of(text, trigger)
    assert (event.killed, event.injured) == (killed, injured)


def test_a_bound_negates_nothing() -> None:
    event = event_of("لقي ما لا يقل عن 20 شخصا حتفهم في انفجار خزان للوقود.", "حتفهم")
    assert (event.status, event.killed) == ("occurred", (20, None))


@pytest.mark.parametrize(
    ("text", "trigger", "status"),
    [
        ("قال التنظيم إنه يسيطر على كامل البلدة.", "يسيطر", "ongoing"),
        ("تمكن الثوار من السيطرة على حاجزين في الجبل.", "السيطرة", "occurred"),
        ("طالبوا بأن تنسحب القوات وأن تسلم المدينة.", "تنسحب", "demanded"),
        ("قالت القوات التي تقدم المشورة والتدريب للجيش إنها باقية.", "والتدريب", "ongoing"),
    ],
)
def test_status(text: str, trigger: str, status: str) -> None:
    assert event_of(text, trigger).status == status


def test_a_day_ends_a_phrase_and_dates_the_deed() -> None:
    event = event_of("قتل ستة جنود الاثنين الموافق 13 مايو في هجوم على ثكنة.", "قتل")
    assert ([t.text for t in event.targets], event.killed) == (["ستة جنود"], (6, 6))
    assert event.date is not None and event.date.value == "2019-05-13"


def test_the_day_of_the_statement_is_not_that_of_the_attack() -> None:
    event = event_of("أعلنت حركة الشباب الثلاثاء مسؤوليتها عن تفجير الفندق في كيسمايو.", "تفجير")
    assert event.date is None


@pytest.mark.parametrize(
    ("text", "trigger", "type", "mode"),
    [
        ("اقتحم مسلحون فندقا في كيسمايو.", "اقتحم", "ASSAULT", "other"),
        ("اقتحم الجيش البلدة من جهة الشمال.", "اقتحم", "CONTROL", "gain"),
        ("فقد التنظيم السيطرة على بلدة الشحيل.", "السيطرة", "CONTROL", "lose"),
    ],
)
def test_kind(text: str, trigger: str, type: str, mode: str) -> None:
    event = event_of(text, trigger)
    assert (event.type, event.mode) == (type, mode)


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("قال ناشطون إن الطيران قصف البلدة.", ["ناشطون"]),
        ("نقلت وكالة رويترز عن شهود عيان أن مسلحين أطلقوا النار.", ["شهود عيان", "وكالة رويترز"]),
        ("نسبت وكالة رويترز إلى مصدر أمني قوله إن مسلحين أطلقوا النار.", ["مصدر أمني", "وكالة رويترز"]),
        ("وفق حصيلة جديدة أعلنتها وزارة الصحة، قتل 36 شخصا في القصف.", ["وزارة الصحة"]),
        ("قال عضو المجلس، رافضا الكشف عن اسمه، إن القصف دمر عشرة منازل.", ["عضو المجلس"]),
        ("وقال ساكن طلب عدم نشر اسمه إن القصف دمر عشرة منازل.", ["ساكن طلب عدم نشر اسمه"]),
    ],
)
def test_sources_innermost_first(text: str, chain: list[str]) -> None:
    reading = read(text)
    by_id = {a.id: a for a in reading.attributions}
    event = reading.events[-1]
    found, at = [], event.attribution
    while at is not None:
        source = by_id[at].source
        found.append(source.text if source is not None else "")
        assert by_id[at].stance == "asserts"
        at = by_id[at].parent
    assert found == chain


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("قال ناشطون إن الطيران قصف البلدة.", "activist"),
        ("قال مسؤولون إن الطيران قصف البلدة.", "official"),
        ("قال المحامي عبد الكريم الراوي إن الشرطة اعتقلت خمسة.", "lawyer Abd al-Karim al-Rawi"),
        ("قال أبو شعيب إن القصف استمر.", "Abu Shuaib"),
    ],
)
def test_english_names_of_sources(text: str, name: str) -> None:
    (attribution,) = read(text).attributions
    assert attribution.source is not None and attribution.source.name == name


def test_a_national_who_was_killed_is_no_state() -> None:
    (target,) = event_of("مقتل سوري برصاص الجيش التركي قرب رأس العين", "مقتل").targets
    assert target.entity == "generic:people:SY"


def test_what_a_source_asks_about_its_name_is_no_event() -> None:
    assert [e.type for e in read("قال ضابط، طلب عدم الكشف عن هويته، إن الجيش قصف القرية.").events] == ["ASSAULT"]


def test_a_people_counted_in_words_of_a_country_is_no_place() -> None:
    place = event_of("قتل نحو 30 مواطنا كينيا في هجمات قرب غاريسا.", "قتل").place
    assert place is not None and "غاريسا" in place.text


@pytest.mark.parametrize(
    ("text", "trigger", "type"),
    [
        ("خرج سكان الحي مساء أمس في البصرة احتجاجا على انقطاع المياه.", "خرج", "PROTEST"),
        ("قال شهود إن الحرس استخدموا الغاز المسيل للدموع ضد المعتصمين.", "استخدموا", "ASSAULT"),
        ("أجمعت الأحزاب على رفض القرار.", "أجمعت", "AGREE"),
        ("ضبطت الجمارك شحنة أسلحة في المرفأ.", "ضبطت", "COERCE"),
        ("ثلاثة قتلى بالرصاص في البصرة", "قتلى", "ASSAULT"),
    ],
)
def test_gatherings_gas_and_consignments(text: str, trigger: str, type: str) -> None:
    assert event_of(text, trigger).type == type


def test_a_consignment_that_is_struck_is_a_thing() -> None:
    assert not [e for e in read("قصفت الطائرات شحنة أسلحة قرب حمص.").events if e.type == "AID"]
    assert [e for e in read("وصلت شحنة أسلحة إلى عدن.").events if e.type == "AID"]


def test_a_student_behind_the_particle_asks_for_nothing() -> None:
    event = event_of("قالت الرابطة إن طالبا في العشرين قتل برصاصة في الرأس.", "قتل")
    assert event.status == "occurred" and event.killed == (1, 1) and [t.text for t in event.targets] == ["طالبا"]


def test_the_number_of_the_dead_beside_the_wounded() -> None:
    event = event_of("قال المدير إن عدد القتلى بلغ 14 قتيلا وإن 30 آخرين أصيبوا في القصف.", "القصف")
    assert event.killed == (14, 14)


def test_the_place_of_who_tells_is_the_second_choice() -> None:
    elsewhere = event_of("قال مسؤول في البصرة إن خمسة قتلوا في قصف على تكريت.", "قتلوا").place
    assert elsewhere is not None and elsewhere.text == "تكريت"
    only = event_of("قالت الشرطة في كركوك إن عبوة انفجرت صباح الأحد.", "انفجرت").place
    assert only is not None and only.text == "كركوك"


def test_a_police_station_named_by_its_quarter_is_a_place() -> None:
    place = event_of("انفجرت عبوة أمام مركز شرطة الكرادة فقتل خمسة.", "انفجرت").place
    assert place is not None and place.entity == "iq-karrada"
