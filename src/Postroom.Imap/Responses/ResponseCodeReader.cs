namespace Postroom.Imap;

/// <summary>Registers the response codes of RFC 3501, 9051, 5530, 4315, 5465, 7162, 8474, 4469, 4978, 6154, 9585, 9586, 9738 and 10022.</summary>
internal static class ResponseCodeReader
{
    public static void Register(ImapSyntaxBuilder syntax)
    {
        foreach (string name in (string[])["ALERT", "PARSE", "READ-ONLY", "READ-WRITE", "TRYCREATE", "UIDNOTSTICKY", "UNAVAILABLE",
            "AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "PRIVACYREQUIRED", "CONTACTADMIN", "NOPERM", "INUSE", "EXPUNGEISSUED",
            "CORRUPTION", "SERVERBUG", "CLIENTBUG", "CANNOT", "LIMIT", "OVERQUOTA", "ALREADYEXISTS", "NONEXISTENT",
            "NOTSAVED", "HASCHILDREN", "CLOSED", "UNKNOWN-CTE", "NOMODSEQ", "TOOBIG", "USEATTR", "UIDREQUIRED", "TOOFEW", "TOOMANY", "COMPRESSIONACTIVE",
            "NOTIFICATIONOVERFLOW"])
        {
            var code = new NamedCode(name);
            syntax.ResponseCode(name, (ref ImapReader _) => code);
        }

        syntax.ResponseCode("BADEVENT", BadEventCode.ReadData);
        syntax.ResponseCode("CAPABILITY", static (ref ImapReader reader) => new CapabilityCode(CapabilityResponse.ReadNames(ref reader)));
        syntax.ResponseCode("BADCHARSET", ReadBadCharset);
        syntax.ResponseCode("PERMANENTFLAGS", ReadPermanentFlags);
        syntax.ResponseCode("UIDNEXT", static (ref ImapReader reader) => new UidNextCode(new(ReadNz(ref reader))));
        syntax.ResponseCode("UIDVALIDITY", static (ref ImapReader reader) => new UidValidityCode(new(ReadNz(ref reader))));
        syntax.ResponseCode("UNSEEN", static (ref ImapReader reader) => new UnseenCode(new(ReadNz(ref reader))));
        syntax.ResponseCode("APPENDUID", static (ref ImapReader reader) => new AppendUidCode(new(ReadNz(ref reader)), ReadUids(ref reader)));
        syntax.ResponseCode("COPYUID", static (ref ImapReader reader) =>
            new CopyUidCode(new(ReadNz(ref reader)), ReadUids(ref reader), ReadUids(ref reader)));
        syntax.ResponseCode("HIGHESTMODSEQ", static (ref ImapReader reader) =>
        {
            reader.ReadSpace();
            return new HighestModSeqCode(reader.ReadModSeq());
        });
        syntax.ResponseCode("MODIFIED", static (ref ImapReader reader) =>
        {
            reader.ReadSpace();
            return new ModifiedCode(reader.ReadSequenceSet());
        });
        syntax.ResponseCode("MESSAGELIMIT", static (ref ImapReader reader) =>
            new MessageLimitCode(ReadNz(ref reader), reader.TryReadSpace() ? reader.ReadUid() : null));
        syntax.ResponseCode("INPROGRESS", ReadInProgress);
        syntax.ResponseCode("BADURL", static (ref ImapReader reader) => BadUrlCode.ReadUrl(ref reader));
        syntax.ResponseCode("MAILBOXID", static (ref ImapReader reader) =>
        {
            reader.ReadSpace();
            return new MailboxIdCode(reader.ReadObjectIdInParentheses());
        });
    }

    // "INPROGRESS" [ SP "(" inprogress-tag SP inprogress-state ")" ]
    private static InProgressCode ReadInProgress(ref ImapReader reader)
    {
        if (!reader.TryReadSpace())
        {
            return new(null);
        }

        reader.ReadOpen();
        OctetString? tag = reader.ReadNString("a tag or NIL");
        reader.ReadSpace();
        uint? done = reader.TryReadWord("NIL"u8) ? null : reader.ReadNumber();
        reader.ReadSpace();
        uint? goal = reader.TryReadWord("NIL"u8) ? null : reader.ReadNzNumber();
        reader.ReadClose();
        return done is null && goal is not null
            ? throw new ImapSyntaxException("NIL, for what was done is NIL too", reader.Position)
            : new(tag, done, goal);
    }

    private static uint ReadNz(ref ImapReader reader)
    {
        reader.ReadSpace();
        return reader.ReadNzNumber();
    }

    private static SequenceSet ReadUids(ref ImapReader reader)
    {
        reader.ReadSpace();
        return reader.ReadUidSequence();
    }

    // "BADCHARSET" [SP "(" charset *(SP charset) ")" ]
    private static BadCharsetCode ReadBadCharset(ref ImapReader reader)
    {
        var charsets = new List<OctetString>();
        if (reader.TryReadSpace())
        {
            reader.ReadOpen();
            do
            {
                charsets.Add(reader.ReadAString("a charset"));
            }
            while (reader.TryReadSpace());
            reader.ReadClose();
        }

        return new(ValueList.From(charsets));
    }

    // "PERMANENTFLAGS" SP "(" [flag-perm *(SP flag-perm)] ")"; flag-perm = flag / "\*"
    private static PermanentFlagsCode ReadPermanentFlags(ref ImapReader reader)
    {
        var flags = new List<Flag>();
        bool allowsNew = false;
        reader.ReadSpace();
        reader.ReadOpen();
        while (!reader.TryRead((byte)')'))
        {
            if (flags.Count > 0 || allowsNew)
            {
                reader.ReadSpace();
            }

            if (reader.Rest.StartsWith("\\*"u8))
            {
                reader.Rewind(reader.Position + 2);
                allowsNew = true;
            }
            else
            {
                flags.Add(reader.ReadFlag());
            }
        }

        return new([.. flags], allowsNew);
    }
}
