namespace Postroom.Imap;

/// <summary>LIST, basic and extended (RFC 9051 §6.3.9, RFC 5258).</summary>
/// <param name="Reference">Text of a name.</param>
/// <param name="Patterns">Text with % and *; at least one.</param>
/// <param name="SelectionOptions">Null if there was no list of them.</param>
/// <param name="ReturnOptions">Null without RETURN.</param>
/// <param name="HasPatternList">The patterns stood in parentheses, even if it was one.</param>
public sealed record ListArguments(
    string Reference,
    ValueList<string> Patterns,
    ValueList<CommandOption>? SelectionOptions = null,
    ValueList<CommandOption>? ReturnOptions = null,
    bool HasPatternList = false) : IImapArguments<ListArguments>
{
    // list = "LIST" [SP list-select-opts] SP mailbox SP mbox-or-pat [SP list-return-opts]; patterns = "(" list-mailbox *(SP list-mailbox) ")"
    /// <inheritdoc/>
    public static ListArguments Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        ValueList<CommandOption>? selection = null;
        if (reader.Peek((byte)'('))
        {
            int start = reader.Position;
            selection = CommandOption.ReadList(ref reader, reader.Syntax.ListSelectionOptions, "LIST selection option", mayBeEmpty: true);
            CheckSelection(selection.Value, start);
            reader.ReadSpace();
        }

        string reference = reader.ReadPatternText(isReference: true);
        reader.ReadSpace();
        var patterns = new List<string>();
        bool isList = reader.TryRead((byte)'(');
        do
        {
            patterns.Add(reader.ReadPatternText(isReference: false));
        }
        while (isList && reader.TryReadSpace());
        if (isList)
        {
            reader.ReadClose();
        }

        ValueList<CommandOption>? returns = null;
        if (reader.Rest.Length > 1 && reader.TryReadSpace())
        {
            reader.ReadWord("RETURN"u8);
            reader.ReadSpace();
            returns = CommandOption.ReadList(ref reader, reader.Syntax.ListReturnOptions, "LIST return option", mayBeEmpty: true);
        }

        reader.ReadEnd();
        return new(reference, ValueList.From(patterns), selection, returns, isList);
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteSpace();
        if (SelectionOptions is { } selection)
        {
            CommandOption.WriteList(ref writer, selection);
            writer.WriteSpace();
        }

        writer.WriteMailboxText(Reference);
        writer.WriteRaw(HasPatternList ? " ("u8 : " "u8);
        for (int i = 0; i < Patterns.Count; i++)
        {
            if (i > 0)
            {
                writer.WriteSpace();
            }

            writer.WriteMailboxText(Patterns[i], isPattern: true);
        }

        if (HasPatternList)
        {
            writer.WriteRaw((byte)')');
        }

        if (ReturnOptions is { } returns)
        {
            writer.WriteRaw(" RETURN "u8);
            CommandOption.WriteList(ref writer, returns);
        }
    }

    /// <summary>An extended LIST: its answers follow RFC 5258 §3, not RFC 3501.</summary>
    public bool IsExtended => SelectionOptions is not null || ReturnOptions is not null || HasPatternList;

    // If a list-select-mod-opt (RECURSIVEMATCH) appears, then a list-select-base-opt must also appear; REMOTE is none.
    private static void CheckSelection(ValueList<CommandOption> options, int position)
    {
        bool recursive = false;
        bool based = false;
        foreach (CommandOption option in options)
        {
            recursive |= option.Name == "RECURSIVEMATCH";
            based |= option.Name is not ("RECURSIVEMATCH" or "REMOTE");
        }

        if (recursive && !based)
        {
            throw new ImapSyntaxException("Expected another selection option beside RECURSIVEMATCH", position);
        }
    }
}
