namespace Postroom.Imap;

/// <summary>Collects what an extension adds to the grammar; each method registers one name. Names are ASCII, without case.</summary>
public sealed class ImapSyntaxBuilder
{
    internal ImapSyntaxBuilder(ImapSyntax? from = null)
    {
        if (from is null)
        {
            return;
        }

        from.StatusItems.CopyTo(StatusItems);
        from.FetchItems.CopyTo(FetchItems);
        from.FetchData.CopyTo(FetchDataItems);
        from.SearchKeys.CopyTo(SearchKeys);
        from.SearchReturnOptions.CopyTo(SearchReturnOptions);
        from.StoreModifiers.CopyTo(StoreModifiers);
        from.FetchModifiers.CopyTo(FetchModifiers);
        from.SelectParameters.CopyTo(SelectParameters);
        from.CreateParameters.CopyTo(CreateParameters);
        from.RenameParameters.CopyTo(RenameParameters);
        from.ListSelectionOptions.CopyTo(ListSelectionOptions);
        from.ListReturnOptions.CopyTo(ListReturnOptions);
        from.AppendOptions.CopyTo(AppendOptions);
        from.AppendData.CopyTo(AppendDataItems);
        from.ResponseCodes.CopyTo(ResponseCodes);
        HasSavedResult = from.HasSavedResult;
        HasUtf8Names = from.HasUtf8Names;
    }

    internal List<KeyValuePair<string, StatusItem>> StatusItems { get; } = [];

    internal List<KeyValuePair<string, SyntaxReader<FetchItem>>> FetchItems { get; } = [];

    internal List<KeyValuePair<string, SyntaxReader<FetchData>>> FetchDataItems { get; } = [];

    internal List<KeyValuePair<string, SyntaxReader<SearchKey>>> SearchKeys { get; } = [];

    internal List<KeyValuePair<string, SyntaxReader<CommandOption>>> SearchReturnOptions { get; } = [];

    internal List<KeyValuePair<string, SyntaxReader<CommandOption>>> StoreModifiers { get; } = [];

    internal List<KeyValuePair<string, SyntaxReader<CommandOption>>> FetchModifiers { get; } = [];

    internal List<KeyValuePair<string, SyntaxReader<CommandOption>>> SelectParameters { get; } = [];

    internal List<KeyValuePair<string, SyntaxReader<CommandOption>>> CreateParameters { get; } = [];

    internal List<KeyValuePair<string, SyntaxReader<CommandOption>>> RenameParameters { get; } = [];

    internal List<KeyValuePair<string, SyntaxReader<CommandOption>>> ListSelectionOptions { get; } = [];

    internal List<KeyValuePair<string, SyntaxReader<CommandOption>>> ListReturnOptions { get; } = [];

    internal List<KeyValuePair<string, SyntaxReader<CommandOption>>> AppendOptions { get; } = [];

    internal List<KeyValuePair<string, SyntaxReader<AppendData>>> AppendDataItems { get; } = [];

    internal List<KeyValuePair<string, SyntaxReader<ResponseCode>>> ResponseCodes { get; } = [];

    internal bool HasSavedResult { get; private set; } = true;

    internal bool HasUtf8Names { get; private set; }

    /// <summary>A mailbox name that is not ASCII is UTF-8, whatever the dialect (RFC 6855 §3).</summary>
    public ImapSyntaxBuilder Utf8Names()
    {
        HasUtf8Names = true;
        return this;
    }

    /// <summary>Says whether "$" is a sequence set: the result that SEARCH RETURN (SAVE) kept (RFC 5182 §2.1).</summary>
    public ImapSyntaxBuilder SavedResult(bool isTaken)
    {
        HasSavedResult = isTaken;
        return this;
    }

    /// <summary>Registers a FETCH item.</summary>
    public ImapSyntaxBuilder FetchItem(string name, SyntaxReader<FetchItem> read)
    {
        FetchItems.Add(new(name, read));
        return this;
    }

    /// <summary>Registers an item of a FETCH response.</summary>
    public ImapSyntaxBuilder FetchData(string name, SyntaxReader<FetchData> read)
    {
        FetchDataItems.Add(new(name, read));
        return this;
    }

    /// <summary>Registers a SEARCH key; a key that takes keys reads them with ReadSearchKey.</summary>
    public ImapSyntaxBuilder SearchKey(string name, SyntaxReader<SearchKey> read)
    {
        SearchKeys.Add(new(name, read));
        return this;
    }

    /// <summary>Registers a SEARCH RETURN option.</summary>
    public ImapSyntaxBuilder SearchReturnOption(string name, SyntaxReader<CommandOption> read)
    {
        SearchReturnOptions.Add(new(name, read));
        return this;
    }

    /// <summary>Registers a STORE modifier (RFC 4466 §2.5).</summary>
    public ImapSyntaxBuilder StoreModifier(string name, SyntaxReader<CommandOption> read)
    {
        StoreModifiers.Add(new(name, read));
        return this;
    }

    /// <summary>Registers a FETCH modifier (RFC 4466 §2.4).</summary>
    public ImapSyntaxBuilder FetchModifier(string name, SyntaxReader<CommandOption> read)
    {
        FetchModifiers.Add(new(name, read));
        return this;
    }

    /// <summary>Registers a parameter of SELECT and EXAMINE (RFC 4466 §2.1).</summary>
    public ImapSyntaxBuilder SelectParameter(string name, SyntaxReader<CommandOption> read)
    {
        SelectParameters.Add(new(name, read));
        return this;
    }

    /// <summary>Registers a CREATE parameter (RFC 4466 §2.2).</summary>
    public ImapSyntaxBuilder CreateParameter(string name, SyntaxReader<CommandOption> read)
    {
        CreateParameters.Add(new(name, read));
        return this;
    }

    /// <summary>Registers a RENAME parameter (RFC 4466 §2.3).</summary>
    public ImapSyntaxBuilder RenameParameter(string name, SyntaxReader<CommandOption> read)
    {
        RenameParameters.Add(new(name, read));
        return this;
    }

    /// <summary>Registers a LIST selection option (RFC 5258 §3.1).</summary>
    public ImapSyntaxBuilder ListSelectionOption(string name, SyntaxReader<CommandOption> read)
    {
        ListSelectionOptions.Add(new(name, read));
        return this;
    }

    /// <summary>Registers a LIST return option (RFC 5258 §3.2).</summary>
    public ImapSyntaxBuilder ListReturnOption(string name, SyntaxReader<CommandOption> read)
    {
        ListReturnOptions.Add(new(name, read));
        return this;
    }

    /// <summary>Registers an APPEND option before the message (append-ext, RFC 4466 §3).</summary>
    public ImapSyntaxBuilder AppendOption(string name, SyntaxReader<CommandOption> read)
    {
        AppendOptions.Add(new(name, read));
        return this;
    }

    /// <summary>Registers what may stand for the literal in APPEND (append-data-ext, RFC 4466 §3).</summary>
    public ImapSyntaxBuilder AppendData(string name, SyntaxReader<AppendData> read)
    {
        AppendDataItems.Add(new(name, read));
        return this;
    }

    /// <summary>Registers a response code.</summary>
    public ImapSyntaxBuilder ResponseCode(string name, SyntaxReader<ResponseCode> read)
    {
        ResponseCodes.Add(new(name, read));
        return this;
    }

    /// <summary>Registers a FETCH item that is nothing but its name.</summary>
    public ImapSyntaxBuilder FetchItem(string name)
    {
        var item = new NamedFetchItem(name);
        return FetchItem(name, (ref ImapReader _) => item);
    }

    /// <summary>Registers a STATUS item.</summary>
    public ImapSyntaxBuilder StatusItem(string name)
    {
        StatusItems.Add(new(name, new StatusItem(name)));
        return this;
    }

    internal ImapSyntax Build() => new(this);
}
