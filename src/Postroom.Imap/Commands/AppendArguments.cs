namespace Postroom.Imap;

/// <summary>APPEND, of one or several messages (RFC 9051 §6.3.12, RFC 3502).</summary>
/// <param name="Mailbox">Where to.</param>
/// <param name="Messages">At least one; more than one is MULTIAPPEND.</param>
public sealed record AppendArguments(MailboxName Mailbox, ValueList<AppendMessage> Messages) : IImapArguments<AppendArguments>
{
    // append = "APPEND" SP mailbox 1*append-message; append-message = append-opts SP append-data (RFC 4466 §3)
    /// <inheritdoc/>
    public static AppendArguments Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        MailboxName mailbox = reader.ReadMailbox();
        var messages = new List<AppendMessage>();
        do
        {
            messages.Add(AppendMessage.Read(ref reader));
        }
        while (reader.Rest.Length > 1);
        reader.ReadEnd();
        return new(mailbox, ValueList.From(messages));
    }

    /// <summary>Reads what stands before the first message, and no further: a server can judge by it before the message is sent.</summary>
    /// <param name="reader">The arguments at least up to the first octet of the message's announcement.</param>
    public static AppendBeginning ReadBeginning(ref ImapReader reader)
    {
        reader.ReadSpace();
        MailboxName mailbox = reader.ReadMailbox();
        FlagList flags = AppendMessage.ReadOptions(ref reader, out _, out _);
        return new(mailbox, flags);
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteSpace();
        writer.WriteMailbox(Mailbox);
        foreach (AppendMessage message in Messages)
        {
            message.Write(ref writer);
        }
    }
}

/// <summary>What can be known of an APPEND before its first message comes.</summary>
/// <param name="Mailbox">Where to.</param>
/// <param name="Flags">Of the first message; may be empty.</param>
public sealed record AppendBeginning(MailboxName Mailbox, FlagList Flags);

/// <summary>One message of APPEND.</summary>
/// <param name="Flags">May be empty.</param>
/// <param name="Date">Its INTERNALDATE; null is now.</param>
/// <param name="Options">What extensions put before the message.</param>
/// <param name="Data">The message.</param>
public sealed record AppendMessage(FlagList Flags, InternalDate? Date, ValueList<CommandOption> Options, AppendData Data)
{
    // append-opts = [SP flag-list] [SP date-time] *(SP append-ext); append-data = literal / literal8 / append-data-ext
    internal static AppendMessage Read(ref ImapReader reader)
    {
        FlagList flags = ReadOptions(ref reader, out InternalDate? date, out ValueList<CommandOption> options);
        return new(flags, date, options, ReadData(ref reader));
    }

    // Up to the message, whose first octet is next.
    internal static FlagList ReadOptions(ref ImapReader reader, out InternalDate? date, out ValueList<CommandOption> options)
    {
        reader.ReadSpace();
        FlagList flags = FlagList.Empty;
        if (reader.Peek((byte)'('))
        {
            flags = reader.ReadFlagList();
            reader.ReadSpace();
        }

        date = null;
        if (reader.Peek((byte)'"'))
        {
            date = reader.ReadDateTime();
            reader.ReadSpace();
        }

        var list = new List<CommandOption>();
        while (!IsAtLiteral(ref reader))
        {
            int start = reader.Position;
            bool isData = reader.Syntax.AppendData.TryGet(reader.ReadItemName("flags, a date-time or a literal"), out _);
            reader.Rewind(start);
            if (isData)
            {
                break;
            }

            list.Add(reader.ReadRegistered(reader.Syntax.AppendOptions, "APPEND option")(ref reader));
            reader.ReadSpace();
        }

        options = ValueList.From(list);
        return flags;
    }

    private static AppendData ReadData(ref ImapReader reader) => IsAtLiteral(ref reader)
        ? new AppendLiteral(reader.ReadMessageLiteral())
        : reader.ReadRegistered(reader.Syntax.AppendData, "APPEND data")(ref reader);

    private static bool IsAtLiteral(ref ImapReader reader) => reader.Peek((byte)'{') || reader.Peek((byte)'~');

    internal void Write(ref ImapWriter writer)
    {
        if (!Flags.IsEmpty)
        {
            writer.WriteSpace();
            writer.WriteFlagList(Flags);
        }

        if (Date is { } date)
        {
            writer.WriteSpace();
            writer.WriteDateTime(date);
        }

        foreach (CommandOption option in Options)
        {
            writer.WriteSpace();
            option.Write(ref writer);
        }

        writer.WriteSpace();
        Data.Write(ref writer);
    }
}

/// <summary>What stands for the message in APPEND; CATENATE derives its own.</summary>
public abstract record AppendData
{
    /// <summary>Writes it.</summary>
    public abstract void Write(ref ImapWriter writer);
}

/// <summary>A message as a literal or literal8.</summary>
/// <param name="Literal">Its octets.</param>
public sealed record AppendLiteral(MessageLiteral Literal) : AppendData
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer) => writer.WriteMessageLiteral(Literal);
}

/// <summary>A message with UTF-8 in its headers: UTF8 (~{n}...) (RFC 6855 §4).</summary>
/// <param name="Literal">Its octets.</param>
/// <remarks>RFC 9755 took it away again; who knows only RFC 6855 sends it still.</remarks>
public sealed record Utf8AppendData(MessageLiteral Literal) : AppendData
{
    internal static ReadOnlySpan<byte> DataName => "UTF8"u8;

    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("UTF8 ("u8);
        writer.WriteMessageLiteral(Literal);
        writer.WriteRaw((byte)')');
    }

    // append-data =/ "UTF8" SP "(" literal8 ")"
    internal static Utf8AppendData Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        reader.ReadOpen();
        if (!reader.Peek((byte)'~'))
        {
            throw reader.Wanted("a literal8");
        }

        MessageLiteral literal = reader.ReadMessageLiteral();
        reader.ReadClose();
        return new(literal);
    }
}
