"""The words by which mail programs introduce a quotation, in English, Spanish, French, German, Portuguese and Italian. All lower case."""

WROTE = ("wrote", "writes", "escribió", "escribio", "escribe", "a écrit", "a ecrit", "schrieb", "escreveu", "ha scritto")
"""Verbs of the line above a quotation."""

OPENINGS = (
    *("on ", "at ", "in a message dated ", "quoting "),
    *("el ", "en ", "con fecha "),
    *("le ", "am ", "em ", "il ", "den "),
)
"""How such a line begins."""

PROSE = frozenset(
    {
        *("i", "my", "we", "our", "he", "she", "they", "officer", "agent", "judge", "which", "because"),
        *("yo", "mi", "nosotros", "nuestro", "ella", "ellos", "oficial", "juez", "porque"),
    }
)
"""A line with one of these is the sender telling something, not a mail program."""

LABELS = {
    **dict.fromkeys(("from", "de", "von", "da", "expéditeur", "remitente"), "from"),
    **dict.fromkeys(("sent", "date", "enviado", "enviado el", "enviada", "enviada em", "fecha", "data"), "date"),
    **dict.fromkeys(("envoyé", "envoyé le", "gesendet", "datum", "inviato"), "date"),
    **dict.fromkeys(("to", "para", "à", "an", "pour", "a", "destinataire"), "to"),
    **dict.fromkeys(("cc", "bcc", "cco", "kopie", "copie", "con copia"), "cc"),
    **dict.fromkeys(("subject", "asunto", "objet", "betreff", "assunto", "oggetto"), "subject"),
    **dict.fromkeys(("reply-to", "importance", "importancia", "attachments", "priority"), "other"),
}
"""Header lines that Outlook and others put above the mail answered, by what they say."""

ORIGINAL = frozenset(
    {
        *("original message", "original appointment", "reply message", "mensaje original", "message d'origine", "message d’origine"),
        *("message original", "ursprüngliche nachricht", "originalnachricht", "mensagem original", "messaggio originale"),
    }
)
"""What stands between the dashes above the mail answered."""

FORWARDED = (
    *("forwarded message", "begin forwarded message", "forwarded by", "mensaje reenviado", "inicio del mensaje reenviado"),
    *("message transféré", "début du message transféré", "début du message réexpédié", "weitergeleitete nachricht"),
    *("anfang der weitergeleiteten nachricht", "mensagem encaminhada", "mensagem reencaminhada", "messaggio inoltrato"),
)
"""What stands above a mail passed on."""

FORWARD_SUBJECTS = frozenset({"fw", "fwd", "rv", "reenv", "wg", "tr", "enc", "i"})
"""Prefixes of the subject of a mail passed on."""

SEE_BELOW = (
    *("below", "inline", "in-line", "in line", "in red", "in blue", "in bold", "in green", "in caps", "interspersed"),
    *("abajo", "debajo", "en rojo", "en azul", "en negrita", "entre líneas"),
    *("ci-dessous", "en rouge", "unten", "abaixo", "em vermelho"),
)
"""Words of a sender whose answers stand inside the unmarked quotation."""
