namespace Postroom.Imap;

/// <summary>What stands in brackets before a status response's text (resp-text-code, RFC 9051 §7.1). Extensions derive their own.</summary>
/// <param name="Name">In capitals.</param>
public abstract record ResponseCode(string Name)
{
    /// <summary>Writes the name and what follows it, without the brackets.</summary>
    public abstract void Write(ref ImapWriter writer);

    /// <summary>COMPRESSIONACTIVE (RFC 4978 §3).</summary>
    public static ResponseCode CompressionActive { get; } = new NamedCode("COMPRESSIONACTIVE");

    /// <summary>ALERT (RFC 9051 §7.1).</summary>
    public static ResponseCode Alert { get; } = new NamedCode("ALERT");

    /// <summary>PARSE (RFC 9051 §7.1).</summary>
    public static ResponseCode Parse { get; } = new NamedCode("PARSE");

    /// <summary>READ-ONLY (RFC 9051 §7.1).</summary>
    public static ResponseCode ReadOnly { get; } = new NamedCode("READ-ONLY");

    /// <summary>READ-WRITE (RFC 9051 §7.1).</summary>
    public static ResponseCode ReadWrite { get; } = new NamedCode("READ-WRITE");

    /// <summary>TRYCREATE (RFC 9051 §7.1).</summary>
    public static ResponseCode TryCreate { get; } = new NamedCode("TRYCREATE");

    /// <summary>UIDNOTSTICKY (RFC 9051 §7.1).</summary>
    public static ResponseCode UidNotSticky { get; } = new NamedCode("UIDNOTSTICKY");

    /// <summary>UNAVAILABLE (RFC 9051 §7.1).</summary>
    public static ResponseCode Unavailable { get; } = new NamedCode("UNAVAILABLE");

    /// <summary>AUTHENTICATIONFAILED (RFC 9051 §7.1).</summary>
    public static ResponseCode AuthenticationFailed { get; } = new NamedCode("AUTHENTICATIONFAILED");

    /// <summary>AUTHORIZATIONFAILED (RFC 9051 §7.1).</summary>
    public static ResponseCode AuthorizationFailed { get; } = new NamedCode("AUTHORIZATIONFAILED");

    /// <summary>EXPIRED (RFC 9051 §7.1).</summary>
    public static ResponseCode Expired { get; } = new NamedCode("EXPIRED");

    /// <summary>PRIVACYREQUIRED (RFC 9051 §7.1).</summary>
    public static ResponseCode PrivacyRequired { get; } = new NamedCode("PRIVACYREQUIRED");

    /// <summary>CONTACTADMIN (RFC 9051 §7.1).</summary>
    public static ResponseCode ContactAdmin { get; } = new NamedCode("CONTACTADMIN");

    /// <summary>NOPERM (RFC 9051 §7.1).</summary>
    public static ResponseCode NoPerm { get; } = new NamedCode("NOPERM");

    /// <summary>INUSE (RFC 9051 §7.1).</summary>
    public static ResponseCode InUse { get; } = new NamedCode("INUSE");

    /// <summary>EXPUNGEISSUED (RFC 9051 §7.1).</summary>
    public static ResponseCode ExpungeIssued { get; } = new NamedCode("EXPUNGEISSUED");

    /// <summary>CORRUPTION (RFC 9051 §7.1).</summary>
    public static ResponseCode Corruption { get; } = new NamedCode("CORRUPTION");

    /// <summary>SERVERBUG (RFC 9051 §7.1).</summary>
    public static ResponseCode ServerBug { get; } = new NamedCode("SERVERBUG");

    /// <summary>CLIENTBUG (RFC 9051 §7.1).</summary>
    public static ResponseCode ClientBug { get; } = new NamedCode("CLIENTBUG");

    /// <summary>CANNOT (RFC 9051 §7.1).</summary>
    public static ResponseCode Cannot { get; } = new NamedCode("CANNOT");

    /// <summary>LIMIT (RFC 9051 §7.1).</summary>
    public static ResponseCode Limit { get; } = new NamedCode("LIMIT");

    /// <summary>OVERQUOTA (RFC 9051 §7.1).</summary>
    public static ResponseCode OverQuota { get; } = new NamedCode("OVERQUOTA");

    /// <summary>ALREADYEXISTS (RFC 9051 §7.1).</summary>
    public static ResponseCode AlreadyExists { get; } = new NamedCode("ALREADYEXISTS");

    /// <summary>NONEXISTENT (RFC 9051 §7.1).</summary>
    public static ResponseCode NonExistent { get; } = new NamedCode("NONEXISTENT");

    /// <summary>NOTSAVED (RFC 9051 §7.1).</summary>
    public static ResponseCode NotSaved { get; } = new NamedCode("NOTSAVED");

    /// <summary>HASCHILDREN (RFC 9051 §7.1).</summary>
    public static ResponseCode HasChildren { get; } = new NamedCode("HASCHILDREN");

    /// <summary>CLOSED (RFC 9051 §7.1).</summary>
    public static ResponseCode Closed { get; } = new NamedCode("CLOSED");

    /// <summary>UNKNOWN-CTE (RFC 9051 §7.1).</summary>
    public static ResponseCode UnknownCte { get; } = new NamedCode("UNKNOWN-CTE");

    /// <summary>NOMODSEQ (RFC 7162 §3.1.2.2).</summary>
    public static ResponseCode NoModSeq { get; } = new NamedCode("NOMODSEQ");

    /// <summary>TOOBIG (RFC 4469 §4.2).</summary>
    public static ResponseCode TooBig { get; } = new NamedCode("TOOBIG");

    /// <summary>USEATTR (RFC 6154 §3).</summary>
    public static ResponseCode UseAttr { get; } = new NamedCode("USEATTR");

    /// <summary>UIDREQUIRED (RFC 9586 §3).</summary>
    public static ResponseCode UidRequired { get; } = new NamedCode("UIDREQUIRED");

    /// <summary>TOOFEW (RFC 10022 §3.1.3.2).</summary>
    public static ResponseCode TooFew { get; } = new NamedCode("TOOFEW");

    /// <summary>TOOMANY (RFC 10022 §3.1.5).</summary>
    public static ResponseCode TooMany { get; } = new NamedCode("TOOMANY");

    /// <summary>NOTIFICATIONOVERFLOW (RFC 5465 §5.8).</summary>
    public static ResponseCode NotificationOverflow { get; } = new NamedCode("NOTIFICATIONOVERFLOW");

    /// <summary>Reads a code with its brackets; an unknown one is kept as <see cref="UnknownCode"/>.</summary>
    public static ResponseCode Read(ref ImapReader reader)
    {
        reader.Read((byte)'[', "\"[\"");
        int start = reader.Position;
        ReadOnlySpan<byte> name = reader.ReadAtom("a response code");
        ResponseCode? code = null;
        if (reader.Syntax.ResponseCodes.TryGet(name, out SyntaxReader<ResponseCode>? read))
        {
            code = read(ref reader);
        }
        else
        {
            reader.Rewind(start);
            code = UnknownCode.ReadUnknown(ref reader);
        }

        reader.Read((byte)']', "\"]\"");
        return code;
    }
}

/// <summary>A code that is nothing but its name.</summary>
/// <param name="Name">In capitals.</param>
public sealed record NamedCode(string Name) : ResponseCode(Name)
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer) => writer.WriteAscii(Name);
}

/// <summary>A code that is not registered, kept as it came.</summary>
/// <param name="Name">As sent.</param>
/// <param name="Arguments">What follows the name and a space, up to "]"; null is nothing.</param>
public sealed record UnknownCode(string Name, OctetString? Arguments = null) : ResponseCode(Name)
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteAscii(Name);
        if (Arguments is { } arguments)
        {
            writer.WriteSpace();
            writer.WriteRaw(arguments.Span);
        }
    }

    // atom [SP 1*<any TEXT-CHAR except "]">]
    internal static UnknownCode ReadUnknown(ref ImapReader reader)
    {
        string name = System.Text.Encoding.ASCII.GetString(reader.ReadAtom("a response code"));
        if (!reader.TryReadSpace())
        {
            return new(name);
        }

        ReadOnlySpan<byte> rest = reader.Rest;
        int end = rest.IndexOfAny("]\r\n\0"u8);
        if (end <= 0 || rest[end] != (byte)']')
        {
            throw reader.Wanted("the arguments of a response code and \"]\"");
        }

        OctetString arguments = rest[..end];
        reader.Rewind(reader.Position + end);
        return new(name, arguments);
    }
}

/// <summary>BADCHARSET.</summary>
/// <param name="Supported">May be empty.</param>
public sealed record BadCharsetCode(ValueList<OctetString> Supported) : ResponseCode("BADCHARSET")
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteAscii(Name);
        for (int i = 0; i < Supported.Count; i++)
        {
            writer.WriteRaw(i == 0 ? " ("u8 : " "u8);
            writer.WriteAString(Supported[i].Span);
        }

        writer.WriteRaw(Supported.IsEmpty ? ""u8 : ")"u8);
    }
}

/// <summary>CAPABILITY.</summary>
/// <param name="Capabilities">As sent.</param>
public sealed record CapabilityCode(ValueList<string> Capabilities) : ResponseCode("CAPABILITY")
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer) => CapabilityResponse.WriteData(ref writer, "CAPABILITY"u8, Capabilities);
}

/// <summary>PERMANENTFLAGS.</summary>
/// <param name="Flags">Which stay.</param>
/// <param name="AllowsNew">"\*": clients may make keywords.</param>
public sealed record PermanentFlagsCode(FlagList Flags, bool AllowsNew) : ResponseCode("PERMANENTFLAGS")
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("PERMANENTFLAGS ("u8);
        for (int i = 0; i < Flags.Count; i++)
        {
            writer.WriteRaw(i > 0 ? " "u8 : ""u8);
            writer.WriteAscii(Flags[i].Name);
        }

        writer.WriteRaw(!AllowsNew ? ")"u8 : Flags.IsEmpty ? "\\*)"u8 : " \\*)"u8);
    }
}

/// <summary>UIDNEXT.</summary>
/// <param name="Uid">The next message gets at least this.</param>
public sealed record UidNextCode(Uid Uid) : ResponseCode("UIDNEXT")
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("UIDNEXT "u8);
        writer.WriteNumber(Uid.Value);
    }
}

/// <summary>UIDVALIDITY.</summary>
/// <param name="Value">The mailbox's.</param>
public sealed record UidValidityCode(UidValidity Value) : ResponseCode("UIDVALIDITY")
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("UIDVALIDITY "u8);
        writer.WriteNumber(Value.Value);
    }
}

/// <summary>UNSEEN (RFC 3501 §7.1).</summary>
/// <param name="First">The first message without \Seen.</param>
public sealed record UnseenCode(SequenceNumber First) : ResponseCode("UNSEEN")
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("UNSEEN "u8);
        writer.WriteNumber(First.Value);
    }
}

/// <summary>APPENDUID (RFC 4315 §3).</summary>
/// <param name="UidValidity">The target's.</param>
/// <param name="Uids">One for each message, in their order.</param>
public sealed record AppendUidCode(UidValidity UidValidity, SequenceSet Uids) : ResponseCode("APPENDUID")
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("APPENDUID "u8);
        writer.WriteNumber(UidValidity.Value);
        writer.WriteSpace();
        writer.WriteSequenceSet(Uids);
    }
}

/// <summary>COPYUID (RFC 4315 §3): the n-th source became the n-th target.</summary>
/// <param name="UidValidity">The target's.</param>
/// <param name="Source">UIDs where they were.</param>
/// <param name="Target">UIDs where they are.</param>
public sealed record CopyUidCode(UidValidity UidValidity, SequenceSet Source, SequenceSet Target) : ResponseCode("COPYUID")
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("COPYUID "u8);
        writer.WriteNumber(UidValidity.Value);
        writer.WriteSpace();
        writer.WriteSequenceSet(Source);
        writer.WriteSpace();
        writer.WriteSequenceSet(Target);
    }
}

/// <summary>HIGHESTMODSEQ (RFC 7162 §3.1.2.1).</summary>
/// <param name="Value">The mailbox's.</param>
public sealed record HighestModSeqCode(ModSeq Value) : ResponseCode("HIGHESTMODSEQ")
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("HIGHESTMODSEQ "u8);
        writer.WriteNumber(Value.Value);
    }
}

/// <summary>INPROGRESS: how far a command is that takes its time (RFC 9585 §4).</summary>
/// <param name="Tag">The command's; null when it cannot be said: it holds "]".</param>
/// <param name="Done">Items processed by now; null: not known, and then <paramref name="Goal"/> is not either.</param>
/// <param name="Goal">How many there are, above <paramref name="Done"/>; null: not known.</param>
public sealed record InProgressCode(OctetString? Tag, uint? Done = null, uint? Goal = null) : ResponseCode("INPROGRESS")
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("INPROGRESS ("u8);
        writer.WriteNString(Tag);
        WriteNumber(ref writer, Done);
        WriteNumber(ref writer, Done is null ? null : Goal);
        writer.WriteRaw(")"u8);
    }

    private static void WriteNumber(ref ImapWriter writer, uint? number)
    {
        writer.WriteSpace();
        if (number is { } known)
        {
            writer.WriteNumber(known);
        }
        else
        {
            writer.WriteNil();
        }
    }
}

/// <summary>MODIFIED (RFC 7162 §3.1.3).</summary>
/// <param name="Messages">Not stored: sequence numbers, or UIDs after UID STORE.</param>
public sealed record ModifiedCode(SequenceSet Messages) : ResponseCode("MODIFIED")
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("MODIFIED "u8);
        writer.WriteSequenceSet(Messages);
    }
}

/// <summary>MESSAGELIMIT (RFC 9738 §3.1).</summary>
/// <param name="Most">So many messages are processed by one command, from the highest UID down.</param>
/// <param name="Lowest">The last that was; null where none was, or it is not known.</param>
public sealed record MessageLimitCode(uint Most, Uid? Lowest = null) : ResponseCode("MESSAGELIMIT")
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("MESSAGELIMIT "u8);
        writer.WriteNumber(Most);
        if (Lowest is { } lowest)
        {
            writer.WriteSpace();
            writer.WriteNumber(lowest.Value);
        }
    }
}

/// <summary>MAILBOXID (RFC 8474 §4.1).</summary>
/// <param name="Id">The mailbox's.</param>
public sealed record MailboxIdCode(ObjectId Id) : ResponseCode("MAILBOXID")
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("MAILBOXID ("u8);
        writer.WriteAscii(Id.Value);
        writer.WriteRaw((byte)')');
    }
}
