namespace Postroom.Imap;

/// <summary>A modifier, parameter or option of a command (RFC 4466 §2): a name, and what an extension reads behind it.</summary>
/// <param name="Name">In capitals.</param>
public abstract record CommandOption(string Name)
{
    /// <summary>Writes the name and what follows it.</summary>
    public abstract void Write(ref ImapWriter writer);

    /// <summary>A reader of an option that is nothing but its name.</summary>
    public static SyntaxReader<CommandOption> Named(string name)
    {
        var option = new NamedOption(name);
        return (ref ImapReader _) => option;
    }

    // "(" option *(SP option) ")"
    internal static ValueList<CommandOption> ReadList(
        ref ImapReader reader, AsciiNameTable<SyntaxReader<CommandOption>> table, string what, bool mayBeEmpty)
    {
        var options = new List<CommandOption>();
        reader.ReadOpen();
        if (!mayBeEmpty || !reader.Peek((byte)')'))
        {
            do
            {
                options.Add(reader.ReadRegistered(table, what)(ref reader));
            }
            while (reader.TryReadSpace());
        }

        reader.ReadClose();
        return ValueList.From(options);
    }

    internal static void WriteList(ref ImapWriter writer, ValueList<CommandOption> options)
    {
        writer.WriteRaw((byte)'(');
        for (int i = 0; i < options.Count; i++)
        {
            if (i > 0)
            {
                writer.WriteSpace();
            }

            options[i].Write(ref writer);
        }

        writer.WriteRaw((byte)')');
    }

    // [SP "(" option *(SP option) ")"], as SELECT, CREATE, RENAME and FETCH have it at their end
    internal static ValueList<CommandOption> ReadTrailing(
        ref ImapReader reader, AsciiNameTable<SyntaxReader<CommandOption>> table, string what)
    {
        if (reader.Rest is not [(byte)' ', (byte)'(', ..])
        {
            return default;
        }

        reader.ReadSpace();
        return ReadList(ref reader, table, what, mayBeEmpty: false);
    }

    internal static void WriteTrailing(ref ImapWriter writer, ValueList<CommandOption> options)
    {
        if (!options.IsEmpty)
        {
            writer.WriteSpace();
            WriteList(ref writer, options);
        }
    }
}

/// <summary>An option that is nothing but its name.</summary>
/// <param name="Name">In capitals.</param>
public sealed record NamedOption(string Name) : CommandOption(Name)
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer) => writer.WriteAscii(Name);
}

/// <summary>LIST's RETURN (STATUS (...)) (status-option, RFC 9051 §9, RFC 5819).</summary>
/// <param name="Items">What to tell of each mailbox.</param>
public sealed record StatusOption(ValueList<StatusItem> Items) : CommandOption("STATUS")
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("STATUS "u8);
        StatusItem.WriteList(ref writer, Items);
    }

    internal static StatusOption Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        return new(StatusItem.ReadList(ref reader));
    }
}

/// <summary>CREATE's USE (\Sent ...) (RFC 6154 §6).</summary>
/// <param name="Attributes">The special uses that the new mailbox shall have.</param>
public sealed record UseParameter(ValueList<MailboxAttribute> Attributes) : CommandOption("USE")
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("USE "u8);
        WriteAttributes(ref writer, Attributes);
    }

    // create-param =/ "USE" SP "(" [use-attr *(SP use-attr)] ")"
    internal static UseParameter Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        return new(ReadAttributes(ref reader));
    }

    internal static ValueList<MailboxAttribute> ReadAttributes(ref ImapReader reader)
    {
        var attributes = new List<MailboxAttribute>();
        reader.ReadOpen();
        if (!reader.Peek((byte)')'))
        {
            do
            {
                int start = reader.Position;
                ReadOnlySpan<byte> rest = reader.Rest;
                reader.Read((byte)'\\', "a mailbox attribute");
                reader.ReadAtom("a mailbox attribute");
                attributes.Add(MailboxAttribute.TryParse(rest[..(reader.Position - start)], out MailboxAttribute attribute)
                    ? attribute
                    : throw reader.Wanted("a mailbox attribute"));
            }
            while (reader.TryReadSpace());
        }

        reader.ReadClose();
        return ValueList.From(attributes);
    }

    internal static void WriteAttributes(ref ImapWriter writer, ReadOnlySpan<MailboxAttribute> attributes)
    {
        writer.WriteRaw((byte)'(');
        for (int i = 0; i < attributes.Length; i++)
        {
            if (i > 0)
            {
                writer.WriteSpace();
            }

            writer.WriteAscii(attributes[i].Name);
        }

        writer.WriteRaw((byte)')');
    }

    internal static void WriteAttributes(ref ImapWriter writer, ValueList<MailboxAttribute> attributes) =>
        WriteAttributes(ref writer, attributes.Span);
}
