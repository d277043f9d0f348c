"""Codes that were written in words: «Payment receipt», «أبشر أفراد»."""

import re

from models.text import clean_line, normalized_text

_JOINTS = re.compile(r"[\s\-./]+|(?<=[a-z])(?=[A-Z])")
_CODE = re.compile("[a-z][a-z0-9_]{0,63}")
_PLATFORMS = {
    "absher": ("أبشر", "ابشر"),
    "absher_individuals": ("أبشر أفراد", "أبشر للأفراد", "absher individual", "absher for individuals"),
    "absher_business": ("أبشر أعمال", "أبشر للأعمال", "absher for business", "absher businesses"),
    "absher_government": ("أبشر حكومة", "absher gov"),
    "muqeem": ("مقيم", "muqim", "mukeem"),
    "tawasul": ("تواصل", "tawasol", "tawassul"),
    "tawakkalna": ("توكلنا", "tawakalna"),
    "qiwa": ("قوى", "qiwa platform"),
    "musaned": ("مساند",),
    "enjaz": ("إنجاز", "injaz"),
    "visit_saudi": ("روح السعودية",),
    "unified_national_platform": ("المنصة الوطنية الموحدة", "my gov"),
}
"""What people call the platforms of the state, by code; who only says «أبشر» does not say which one."""
_BESIDE = frozenset(
    map(
        normalized_text,
        ("منصة", "المنصة", "موقع", "تطبيق", "نظام", "بوابة", "خدمة", "platform", "app", "website", "the"),
    )
)
_BY_NAME = {normalized_text(name): code for code, names in _PLATFORMS.items() for name in names}


def as_code(written: str) -> str | None:
    """The code that a text in Latin letters writes out; None when it is none."""
    found = _JOINTS.sub("_", clean_line(written)).strip("_").lower()
    return found if _CODE.fullmatch(found) else None


_LANGUAGES = {
    "ar": ("arabic", "عربي", "العربية", "عربية"),
    "en": ("english", "inglés", "إنجليزي", "الإنجليزية", "انجليزية"),
    "es": ("spanish", "español", "castellano", "الإسبانية"),
    "fr": ("french", "français", "الفرنسية"),
}
_LANGUAGE_BY_NAME = {normalized_text(name): code for code, names in _LANGUAGES.items() for name in (code, *names)}


def language_code(written: str) -> str | None:
    """The code of a language by its name, or by a code with a country: «EN», «ar-SA»; None for what is one already."""
    found = _LANGUAGE_BY_NAME.get(re.split("[-_]", normalized_text(written))[0])
    return found if found != written else None


def platform_code(written: str) -> str | None:
    """The code of a platform by the name people give it, or as it is written out."""
    words = [word for word in normalized_text(written).split() if word not in _BESIDE]
    return _BY_NAME.get(" ".join(words)) or as_code(" ".join(words))
