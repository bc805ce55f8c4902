"""The figures that sheets judge scenarios by: their names, and the channels on which they can be seen."""

from __future__ import annotations

from collections.abc import Mapping

from designer.domain.channel import Channel

#: The names of the usual ones, by the word of the document.
METRICS: Mapping[str, Mapping[str, str]] = {
    "conversion_rate": {"fr": "Taux de conversion", "en": "Conversion rate"},
    "open_rate": {"fr": "Taux d'ouverture", "en": "Open rate"},
    "click_rate": {"fr": "Taux de clic", "en": "Click rate"},
    "reply_rate": {"fr": "Taux de réponse", "en": "Reply rate"},
    "unsubscribe_rate": {"fr": "Taux de désinscription", "en": "Unsubscribe rate"},
    "delivery_rate": {"fr": "Taux de délivrabilité", "en": "Delivery rate"},
    "survey_rate": {"fr": "Taux de réponse à l'enquête", "en": "Survey response rate"},
    "reactivation_rate": {"fr": "Taux de réactivation", "en": "Reactivation rate"},
    "attendance_rate": {"fr": "Taux de présence", "en": "Attendance rate"},
    "satisfaction": {"fr": "Note de satisfaction", "en": "Satisfaction mark"},
    "appointment_rate": {"fr": "Taux de rendez-vous", "en": "Appointment rate"},
    "retention_rate": {"fr": "Taux de rétention", "en": "Retention rate"},
    "redemption_rate": {"fr": "Taux d'utilisation", "en": "Redemption rate"},
    "complaint_rate": {"fr": "Taux de plainte", "en": "Complaint rate"},
    "activation_rate": {"fr": "Taux d'activation", "en": "Activation rate"},
    "revenue_per_recipient": {"fr": "Revenu par destinataire", "en": "Revenue per recipient"},
    "registration_rate": {"fr": "Taux d'inscription", "en": "Registration rate"},
    "recovery_rate": {"fr": "Taux de récupération", "en": "Recovery rate"},
    "days_to_close": {"fr": "Jours jusqu'à la clôture", "en": "Days to close"},
    "completion_rate": {"fr": "Taux de complétion", "en": "Completion rate"},
    "usage_recovery_rate": {"fr": "Taux de reprise d'usage", "en": "Rate of usage recovered"},
    "trial_conversion_rate": {"fr": "Taux de conversion des essais", "en": "Trial conversion rate"},
    "survey_answer_rate": {"fr": "Taux de réponses à l'enquête", "en": "Survey answer rate"},
    "stay_rate": {"fr": "Part de ceux qui restent", "en": "Rate of those who stay"},
    "stage_progress_rate": {
        "fr": "Taux de passage à l'étape suivante",
        "en": "Rate of progress to the next stage",
    },
    "sms_delivery_rate": {"fr": "Taux de remise des SMS", "en": "Text message delivery rate"},
    "signup_rate": {"fr": "Taux d'adhésion", "en": "Sign-up rate"},
    "shop_visit_rate": {"fr": "Taux de visite en magasin", "en": "Shop visit rate"},
    "second_gift_rate": {"fr": "Taux de deuxième don", "en": "Second gift rate"},
    "rise_share": {"fr": "Part des montées", "en": "Share of rises"},
    "review_rate": {"fr": "Taux d'avis", "en": "Review rate"},
    "referral_rate": {"fr": "Taux de parrainage", "en": "Referral rate"},
    "quote_rate": {"fr": "Taux de devis", "en": "Quote rate"},
    "participation_rate": {"fr": "Taux de participation", "en": "Participation rate"},
    "opportunity_rate": {"fr": "Taux d'opportunité", "en": "Opportunity rate"},
    "nps": {"fr": "Score de recommandation (NPS)", "en": "Net promoter score"},
    "meeting_rate": {"fr": "Taux de rencontre", "en": "Meeting rate"},
    "late_calls_rate": {"fr": "Taux d'appels en retard", "en": "Rate of late calls"},
    "kept_promise_rate": {"fr": "Taux de délais tenus", "en": "Rate of promises kept"},
    "inbound_call_rate": {"fr": "Taux d'appels entrants", "en": "Inbound call rate"},
    "hours_to_authority": {"fr": "Heures jusqu'à la notification", "en": "Hours to notify the authority"},
    "first_attempt_rate": {"fr": "Taux de réussite au premier essai", "en": "First attempt rate"},
    "erased_in_time_rate": {"fr": "Taux d'effacement à temps", "en": "Rate erased in time"},
    "download_rate": {"fr": "Taux de téléchargement", "en": "Download rate"},
    "departure_checked_rate": {"fr": "Taux de départs vérifiés", "en": "Rate of departures checked"},
    "cost_per_conversion": {"fr": "Coût par conversion", "en": "Cost per conversion"},
    "confirmation_rate": {"fr": "Taux de confirmation", "en": "Confirmation rate"},
    "collection_rate": {"fr": "Taux de retrait", "en": "Collection rate"},
    "choice_rate": {"fr": "Taux de choix exprimé", "en": "Rate of choices made"},
    "bounce_rate": {"fr": "Taux de rebond", "en": "Bounce rate"},
    "bad_marks_called_back": {"fr": "Mauvaises notes rappelées", "en": "Bad marks called back"},
    "account_activation_rate": {"fr": "Taux d'activation du compte", "en": "Account activation rate"},
    "acceptance_rate": {"fr": "Taux d'acceptation", "en": "Acceptance rate"},
    "handling_within_48h": {"fr": "Traité en 48 heures", "en": "Handled within 48 hours"},
    "revenue": {"fr": "Chiffre d'affaires", "en": "Revenue"},
}


def metric_name(word: str) -> Mapping[str, str]:
    """A figure in both languages; one that is not usual as its word has it."""
    plain = word.replace("_", " ")
    return METRICS.get(word) or {"fr": plain[:1].upper() + plain[1:], "en": plain[:1].upper() + plain[1:]}


def is_rate(metric: str) -> bool:
    """Whether a figure is a fraction of one, which is said as a percentage."""
    return metric.endswith(("_rate", "_share"))


#: The figures that only some channels show. Of the others nothing is known for certain.
SEEN_ON: Mapping[str, frozenset[Channel]] = {
    "open_rate": frozenset({Channel.EMAIL, Channel.PUSH}),
    "bounce_rate": frozenset({Channel.EMAIL, Channel.SMS, Channel.MAIL}),
    "complaint_rate": frozenset({Channel.EMAIL, Channel.SMS}),
    "sms_delivery_rate": frozenset({Channel.SMS}),
}

#: The figures that count those who reach the goal.
CONVERSIONS = frozenset({"conversion_rate", "trial_conversion_rate", "cost_per_conversion"})
