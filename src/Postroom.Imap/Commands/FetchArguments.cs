namespace Postroom.Imap;

/// <summary>FETCH and UID FETCH (RFC 9051 §6.4.5, modifiers: RFC 4466 §2.4).</summary>
/// <param name="Messages">Sequence numbers, or UIDs after UID.</param>
/// <param name="Items">Macros are spelled out; at least one.</param>
/// <param name="Modifiers">In the order sent.</param>
public sealed record FetchArguments(SequenceSet Messages, ValueList<FetchItem> Items, ValueList<CommandOption> Modifiers = default) : IImapArguments<FetchArguments>
{
    // fetch = "FETCH" SP sequence-set SP ("ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")") [fetch-modifiers]
    /// <inheritdoc/>
    public static FetchArguments Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        SequenceSet messages = reader.ReadSequenceSet();
        reader.ReadSpace();
        ValueList<FetchItem> items;
        if (reader.TryRead((byte)'('))
        {
            var list = new List<FetchItem>(8);
            do
            {
                list.Add(FetchItem.Read(ref reader));
            }
            while (reader.TryReadSpace());
            reader.ReadClose();
            items = ValueList.From(list);
        }
        else
        {
            items = reader.TryReadWord("ALL"u8) ? All : reader.TryReadWord("FAST"u8) ? Fast : reader.TryReadWord("FULL"u8) ? Full
                : [FetchItem.Read(ref reader)];
        }

        ValueList<CommandOption> modifiers = CommandOption.ReadTrailing(ref reader, reader.Syntax.FetchModifiers, "FETCH modifier");
        reader.ReadEnd();
        return new(messages, items, modifiers);
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteSpace();
        writer.WriteSequenceSet(Messages);
        writer.WriteRaw(Items.Count == 1 ? " "u8 : " ("u8);
        for (int i = 0; i < Items.Count; i++)
        {
            if (i > 0)
            {
                writer.WriteSpace();
            }

            Items[i].Write(ref writer);
        }

        if (Items.Count != 1)
        {
            writer.WriteRaw((byte)')');
        }

        CommandOption.WriteTrailing(ref writer, Modifiers);
    }

    /// <summary>FAST (RFC 9051 §6.4.5).</summary>
    public static ValueList<FetchItem> Fast { get; } = [FetchItem.Flags, FetchItem.InternalDate, FetchItem.Rfc822Size];

    /// <summary>ALL.</summary>
    public static ValueList<FetchItem> All { get; } = [FetchItem.Flags, FetchItem.InternalDate, FetchItem.Rfc822Size, FetchItem.Envelope];

    /// <summary>FULL.</summary>
    public static ValueList<FetchItem> Full { get; } =
        [FetchItem.Flags, FetchItem.InternalDate, FetchItem.Rfc822Size, FetchItem.Envelope, FetchItem.Body];
}
