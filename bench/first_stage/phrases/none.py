"""Phrases that speak of no day, or of one nobody can know."""

import random
from datetime import datetime

from bench.first_stage.phrases.grammar import Grammar, soon
from bench.first_stage.phrases.names import ABBREVIATED, GULF
from bench.first_stage.spoken_numbers import english


def _denied(chance: random.Random, now: datetime) -> tuple[str, None]:
    day = soon(chance, now)
    written = f"{day.day} {GULF[day.month - 1]}"
    return chance.choice(
        (
            f"لن أسافر {chance.choice(('غدا', 'بكرة', 'اليوم', written, f'يوم {written}'))}",
            "ما راح أسافر بكرة",
            "سفري ليس غدا",
            "سفري مو بكرة",
            f"رحلتي ليست يوم {written}",
            "I am not travelling tomorrow",
            "my flight is not tomorrow",
            "I will not travel on Thursday",
            f"my flight is not on {ABBREVIATED[day.month - 1]} {day.day}",
            "تأشيرتي لا تنتهي غدا",
            "my visa does not expire tomorrow",
            "we won't fly today",
        )
    ), None


def _no_date(chance: random.Random, now: datetime) -> tuple[str, None]:
    number = chance.randrange(2, 30)
    return chance.choice(
        (
            f"رقم طلب السفر 25-{number % 12 + 1}-2026",
            f"جوالي 05{chance.randrange(10**7, 10**8)} وسفري قريب",
            f"هويتي 1990000{number:03}4 للسفر",
            f"دفعت {number * 50} ريال لتذكرة السفر",
            f"دفعت {number}.50 ريال رسوم السفر",
            f"الطلب رقم {number}/12 عن السفر",
            "الخدمة 24/7 لا تعمل وسفري قريب",
            f"معي {number} مرافقين في السفر",
            f"سفري مع {english(3)} اطفال",
            f"TW-2026-{number}-{number} سفر",
            f"سافرت على الرحلة رقم {number}/7",
            f"I paid {number} SAR for the ticket",
            "I may travel with 2 children",
            f"my ticket number is 12-{number % 12 + 1}-2026",
            f"السفر لمدة {number} يوم",
            f"the trip takes {number} days",
            f"مدة الرحلة {number} ساعة",
            "محرم السفر معي رقم 5",
            "version 4.3.26 of the travel app",
            "تعذر السفر: خطأ 192.168.1.12",
            f"أنا أب لثلاثة أطفال وأحتاج السفر، رقم {number}",
        )
    ), None


def _unreadable(chance: random.Random, now: datetime) -> tuple[str, None]:
    odd = chance.choice(("كذا", "خمسن", "ثلثيين", "بضعة", "عدة", "كم", "تسعيين", "مءة", "عشرن", "سبعن"))
    plural = odd in ("بضعة", "عدة")
    unit = "أيام" if plural else "يوم"
    return chance.choice(
        (
            f"صلاحية جوازي {odd} {unit}",
            f"جوازي صلاحيته {odd} {unit}",
            f"باقي على سفري {odd} {unit}",
            f"باقي على تأشيرتي {odd} {unit}",
            f"سفري بعد {odd} {unit}",
            f"متبقي على الإقامة {odd} {unit}",
            "سفري بعد أيام",
            "my flight is within several days",
            "باقي على سفري أيام",
            "صلاحية جوازي أكثر من 90 يوماً",
            "جوازي صلاحيته أقل من 90 يوم",
            "سفري الشهر القادم",
            "I travel next month",
            "سفري بعد العيد",
            "سفري في شهر مارس",
            "سفري نهاية الشهر",
            "سفري يوم 31/02/2027",
            "سفري 31 أبريل",
            "سفري بعد 3 أيام من صدور التأشيرة",
            "سفري خلال 5 أيام عمل",
        )
    ), None


KINDS: dict[str, Grammar] = {
    "denied dates": _denied,
    "numbers that are no dates": _no_date,
    "amounts and dates nobody can know": _unreadable,
}
