namespace Postroom.Imap;

/// <summary>Reads what follows the name of <typeparamref name="T"/>, up to its last octet; the name itself is consumed.</summary>
/// <typeparam name="T">What is read.</typeparam>
public delegate T SyntaxReader<out T>(ref ImapReader reader);

/// <summary>What may stand at the grammar's extension points. Never changes; <see cref="With"/> gives a larger one.</summary>
/// <remarks>RFC 3501 and RFC 9051 are registered as extensions are (<see cref="Base"/>). An unregistered name is a syntax error.</remarks>
public sealed class ImapSyntax
{
    internal ImapSyntax(ImapSyntaxBuilder builder)
    {
        FetchItems = new(builder.FetchItems);
        FetchData = new(builder.FetchDataItems);
        SearchKeys = new(builder.SearchKeys);
        SearchReturnOptions = new(builder.SearchReturnOptions);
        StatusItems = new(builder.StatusItems);
        StoreModifiers = new(builder.StoreModifiers);
        FetchModifiers = new(builder.FetchModifiers);
        SelectParameters = new(builder.SelectParameters);
        CreateParameters = new(builder.CreateParameters);
        RenameParameters = new(builder.RenameParameters);
        ListSelectionOptions = new(builder.ListSelectionOptions);
        ListReturnOptions = new(builder.ListReturnOptions);
        AppendOptions = new(builder.AppendOptions);
        AppendData = new(builder.AppendDataItems);
        ResponseCodes = new(builder.ResponseCodes);
        HasSavedResult = builder.HasSavedResult;
        HasUtf8Names = builder.HasUtf8Names;
    }

    /// <summary>RFC 3501, RFC 9051 and the extensions that RFC 9051 took in.</summary>
    public static ImapSyntax Base { get; } = BaseSyntax.Build();

    internal AsciiNameTable<SyntaxReader<FetchItem>> FetchItems { get; }

    internal AsciiNameTable<SyntaxReader<FetchData>> FetchData { get; }

    internal AsciiNameTable<SyntaxReader<SearchKey>> SearchKeys { get; }

    internal AsciiNameTable<SyntaxReader<CommandOption>> SearchReturnOptions { get; }

    internal AsciiNameTable<StatusItem> StatusItems { get; }

    internal AsciiNameTable<SyntaxReader<CommandOption>> StoreModifiers { get; }

    internal AsciiNameTable<SyntaxReader<CommandOption>> FetchModifiers { get; }

    internal AsciiNameTable<SyntaxReader<CommandOption>> SelectParameters { get; }

    internal AsciiNameTable<SyntaxReader<CommandOption>> CreateParameters { get; }

    internal AsciiNameTable<SyntaxReader<CommandOption>> RenameParameters { get; }

    internal AsciiNameTable<SyntaxReader<CommandOption>> ListSelectionOptions { get; }

    internal AsciiNameTable<SyntaxReader<CommandOption>> ListReturnOptions { get; }

    internal AsciiNameTable<SyntaxReader<CommandOption>> AppendOptions { get; }

    internal AsciiNameTable<SyntaxReader<AppendData>> AppendData { get; }

    internal AsciiNameTable<SyntaxReader<ResponseCode>> ResponseCodes { get; }

    /// <summary>"$" is a sequence set (RFC 5182 §2.1, RFC 9051 §6.4.4.1).</summary>
    internal bool HasSavedResult { get; }

    /// <summary>A mailbox name may be UTF-8 before anything was enabled (RFC 6855 §3).</summary>
    internal bool HasUtf8Names { get; }

    /// <summary>This and what <paramref name="register"/> adds; of two equal names the added one wins.</summary>
    public ImapSyntax With(Action<ImapSyntaxBuilder> register)
    {
        var builder = new ImapSyntaxBuilder(this);
        register(builder);
        return builder.Build();
    }
}
