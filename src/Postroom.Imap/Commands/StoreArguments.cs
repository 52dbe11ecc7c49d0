namespace Postroom.Imap;

/// <summary>STORE and UID STORE (RFC 9051 §6.4.6, modifiers: RFC 4466 §2.5).</summary>
/// <param name="Messages">Sequence numbers, or UIDs after UID.</param>
/// <param name="Action">What to do with the flags.</param>
/// <param name="Flags">May be empty.</param>
/// <param name="Silent">.SILENT: no FETCH for what this changes.</param>
/// <param name="Modifiers">In the order sent.</param>
public sealed record StoreArguments(
    SequenceSet Messages,
    StoreAction Action,
    FlagList Flags,
    bool Silent = false,
    ValueList<CommandOption> Modifiers = default) : IImapArguments<StoreArguments>
{
    // store = "STORE" SP sequence-set [store-modifiers] SP store-att-flags; store-att-flags = (["+" / "-"] "FLAGS" [".SILENT"]) SP (flag-list / (flag *(SP flag)))
    /// <inheritdoc/>
    public static StoreArguments Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        SequenceSet messages = reader.ReadSequenceSet();
        ValueList<CommandOption> modifiers = CommandOption.ReadTrailing(ref reader, reader.Syntax.StoreModifiers, "STORE modifier");
        reader.ReadSpace();
        StoreAction action = reader.TryRead((byte)'+') ? StoreAction.Add : reader.TryRead((byte)'-') ? StoreAction.Remove : StoreAction.Replace;
        bool silent = reader.TryReadWord("FLAGS.SILENT"u8);
        if (!silent && !reader.TryReadWord("FLAGS"u8))
        {
            throw reader.Wanted("FLAGS or FLAGS.SILENT");
        }

        reader.ReadSpace();
        FlagList flags = reader.Peek((byte)'(') ? reader.ReadFlagList() : reader.ReadFlags();
        reader.ReadEnd();
        return new(messages, action, flags, silent, modifiers);
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteSpace();
        writer.WriteSequenceSet(Messages);
        CommandOption.WriteTrailing(ref writer, Modifiers);
        writer.WriteRaw(Action == StoreAction.Add ? " +FLAGS"u8 : Action == StoreAction.Remove ? " -FLAGS"u8 : " FLAGS"u8);
        writer.WriteRaw(Silent ? ".SILENT "u8 : " "u8);
        writer.WriteFlagList(Flags);
    }
}
