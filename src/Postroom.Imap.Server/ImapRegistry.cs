using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>Collects what extensions add to the protocol; <see cref="ImapProtocol"/> is what becomes of it.</summary>
/// <remarks>Names are ASCII, without case. Of two registrations under one name the later wins, so that an extension can replace what is there.</remarks>
public sealed class ImapRegistry
{
    internal ImapRegistry(ImapServerOptions options) => Options = options;

    /// <summary>The server's options: an extension reads its own settings here.</summary>
    public ImapServerOptions Options { get; }

    internal Dictionary<string, ImapCommand> Commands { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal List<Func<ImapSession, IEnumerable<string>>> CapabilityLists { get; } = [];

    internal Dictionary<string, Func<IFetchItem>> NamedFetchItems { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal Dictionary<Type, Func<FetchItem, IFetchItem>> FetchItemKinds { get; } = [];

    internal Dictionary<string, StatusItemWriter> StatusItems { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal HashSet<string> CondStoreStatusItems { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal Dictionary<string, Func<ImapSession, CancellationToken, ValueTask>> Enableables { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal List<Action<ListedMailbox, IList<MailboxAttribute>>> ListAttributes { get; } = [];

    internal Dictionary<string, Func<ListedMailbox, bool>> ListSelections { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal Dictionary<string, IListReturn> ListReturns { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal HashSet<string> CreateParameters { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal Dictionary<string, ISelectParameter> SelectParameters { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal HashSet<string> StoreModifiers { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal OrderedDictionary<string, IFetchModifier> FetchModifiers { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal Dictionary<string, ISearchReturn> SearchReturns { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal List<Func<ImapSession, SelectFacts, ResponseCode?>> SelectCodes { get; } = [];

    internal List<IFlagsCompanion> FlagsCompanions { get; } = [];

    internal List<Action<ImapSyntaxBuilder>> Grammar { get; } = [];

    internal Func<IReadOnlyList<MessageAdded>, ResponseCode?>? AppendCode { get; private set; }

    internal Func<MailboxCreated, ResponseCode?>? CreateCode { get; private set; }

    internal Func<MessagesCopied, ResponseCode?>? CopyCode { get; private set; }

    internal NonSynchronizingLiterals Literals { get; private set; }

    internal bool SeveralMessages { get; private set; }

    internal bool BinaryLiterals { get; private set; }

    internal bool Utf8 { get; private set; }

    internal bool OnlyUtf8 { get; private set; }

    internal bool ClosedCode { get; private set; }

    internal bool Progress { get; private set; }

    internal bool ExtendedList { get; private set; }

    internal bool InitialResponse { get; private set; }

    internal long MessageLimit { get; private set; } = long.MaxValue;

    internal long SaveLimit { get; private set; } = long.MaxValue;

    /// <summary>A capability, announced whenever <paramref name="when"/> holds; always if that is null.</summary>
    public void Capability(string name, Func<ImapSession, bool>? when = null)
    {
        string[] names = [name];
        CapabilityLists.Add(session => when is null || when(session) ? names : []);
    }

    /// <summary>Capabilities that depend on the session in more than whether they are there, such as AUTH=.</summary>
    public void Capabilities(Func<ImapSession, IEnumerable<string>> names) => CapabilityLists.Add(names);

    /// <summary>A command. One that <see cref="ImapCommand.HasUidForm"/> is found under UID too.</summary>
    public void Command(string name, ImapCommand command)
    {
        if (!command.IsUidOnly)
        {
            Commands[name] = command;
        }

        if (command.HasUidForm || command.IsUidOnly)
        {
            Commands["UID " + name] = command;
        }
    }

    /// <summary>Something for the grammar of RFC 4466's extension points that <see cref="ImapSyntax.Base"/> does not know.</summary>
    public void Syntax(Action<ImapSyntaxBuilder> register) => Grammar.Add(register);

    /// <summary>A FETCH item of nothing but a name.</summary>
    public void FetchItem(string name, Func<IFetchItem> make)
    {
        Syntax(grammar => grammar.FetchItem(name));
        NamedFetchItems[name] = make;
    }

    /// <summary>A FETCH item of nothing but a name.</summary>
    public void FetchItem<T>(string name)
        where T : IFetchItem, new() => FetchItem(name, static () => new T());

    /// <summary>A FETCH item with something behind its name: from what the grammar read (<typeparamref name="TItem"/>) to what prints it.</summary>
    /// <remarks>One that <see cref="ImapSyntax.Base"/> does not know is added with <see cref="Syntax"/> first.</remarks>
    public void FetchItemOf<TItem>(Func<TItem, IFetchItem> make)
        where TItem : FetchItem => FetchItemKinds[typeof(TItem)] = item => make((TItem)item);

    /// <summary>A STATUS item and its number.</summary>
    /// <param name="name">In capitals.</param>
    /// <param name="value">From the mailbox's row.</param>
    /// <param name="enablesCondStore">True if asking for it shows that the client is aware of CONDSTORE (RFC 7162 §3.1).</param>
    public void StatusItem(string name, Func<StatusFacts, long> value, bool enablesCondStore = false)
    {
        StatusItem(name, (StatusFacts status, ref ImapWriter writer) => writer.WriteNumber((ulong)value(status)));
        if (enablesCondStore)
        {
            CondStoreStatusItems.Add(name);
        }
    }

    /// <summary>A STATUS item whose value is no number.</summary>
    /// <param name="name">In capitals.</param>
    /// <param name="write">Writes the value.</param>
    public void StatusItem(string name, StatusItemWriter write)
    {
        Syntax(grammar => grammar.StatusItem(name));
        StatusItems[name] = write;
    }

    /// <summary>A name that ENABLE takes (RFC 5161), and what switching it on does beside noting it in <see cref="ImapSession.Enabled"/>.</summary>
    public void Enable(string name, Func<ImapSession, CancellationToken, ValueTask> enable) => Enableables[name] = enable;

    /// <summary>Adds attributes to what LIST shows of a name.</summary>
    public void ListAttribute(Action<ListedMailbox, IList<MailboxAttribute>> add) => ListAttributes.Add(add);

    /// <summary>A LIST selection option, and which names it selects (RFC 5258 §3.1).</summary>
    public void ListSelection(string name, Func<ListedMailbox, bool> selects) => ListSelections[name] = selects;

    /// <summary>A LIST return option that is taken (RFC 5258 §3.2).</summary>
    /// <param name="name">In capitals.</param>
    /// <param name="behaviour">What it does beyond attributes; null for nothing.</param>
    public void ListReturn(string name, IListReturn? behaviour = null) => ListReturns[name] = behaviour ?? new AttributesOnly();

    /// <summary>A CREATE parameter that is taken (RFC 4466 §2.2).</summary>
    public void CreateParameter(string name) => CreateParameters.Add(name);

    /// <summary>A SELECT parameter, and what it does (RFC 4466 §2.1).</summary>
    /// <remarks>The grammar learns it with <see cref="Syntax"/>.</remarks>
    public void SelectParameter(string name, ISelectParameter parameter) => SelectParameters[name] = parameter;

    /// <summary>A STORE modifier that is taken (RFC 4466 §2.5).</summary>
    public void StoreModifier(string name) => StoreModifiers.Add(name);

    /// <summary>A FETCH modifier, and what it does (RFC 4466 §2.4).</summary>
    /// <remarks>The grammar learns it with <see cref="Syntax"/>.</remarks>
    public void FetchModifier(string name, IFetchModifier modifier) => FetchModifiers[name] = modifier;

    /// <summary>A SEARCH RETURN option (RFC 4466 §2.6), and what it prints.</summary>
    /// <remarks>One that <see cref="ImapSyntax.Base"/> does not know is added with <see cref="Syntax"/> first.</remarks>
    public void SearchReturn(string name, ISearchReturn answers) => SearchReturns[name] = answers;

    /// <summary>An untagged <c>* OK [code]</c> of SELECT and EXAMINE; null for none this time.</summary>
    public void SelectCode(Func<ImapSession, SelectFacts, ResponseCode?> code) => SelectCodes.Add(code);

    /// <summary>Something that goes with FLAGS whenever a change is told.</summary>
    public void FlagsCompanion(IFlagsCompanion companion) => FlagsCompanions.Add(companion);

    /// <summary>The code of APPEND's OK (APPENDUID).</summary>
    public void AppendedCode(Func<IReadOnlyList<MessageAdded>, ResponseCode?> code) => AppendCode = code;

    /// <summary>The code of CREATE's OK (MAILBOXID).</summary>
    public void CreatedCode(Func<MailboxCreated, ResponseCode?> code) => CreateCode = code;

    /// <summary>The code of COPY's and MOVE's OK (COPYUID).</summary>
    public void CopiedCode(Func<MessagesCopied, ResponseCode?> code) => CopyCode = code;

    /// <summary>Literals that a client may send without waiting (RFC 7888).</summary>
    public void AllowLiterals(NonSynchronizingLiterals literals) => Literals = literals;

    /// <summary>APPEND may bring several messages (MULTIAPPEND, RFC 3502).</summary>
    public void AllowSeveralMessages() => SeveralMessages = true;

    /// <summary>A command that takes long says how far it is (INPROGRESS, RFC 9585).</summary>
    public void TellProgress() => Progress = true;

    /// <summary>A message may come as a literal8, and so hold NUL (BINARY, RFC 3516 §4.4).</summary>
    public void AllowBinaryLiterals() => BinaryLiterals = true;

    /// <summary>Messages with UTF-8 in their headers are taken from who has enabled it, and from nobody else (RFC 9755).</summary>
    /// <param name="isDemanded">Who has not is told nothing with names or text in it (UTF8=ONLY).</param>
    public void AcceptUtf8(bool isDemanded) => (Utf8, OnlyUtf8) = (true, isDemanded);

    /// <summary>SELECT says CLOSED where it ends what was told of another mailbox (RFC 7162 §3.2.11, RFC 9051 §7.1).</summary>
    public void TellClosed() => ClosedCode = true;

    /// <summary>LIST may have several patterns, and lists of options that are empty (LIST-EXTENDED, RFC 5258 §3).</summary>
    public void AllowExtendedList() => ExtendedList = true;

    /// <summary>AUTHENTICATE may bring its first response with it (RFC 4959).</summary>
    public void AllowInitialResponse() => InitialResponse = true;

    /// <summary>How many messages one command may be about (RFC 9738 §3).</summary>
    /// <param name="ofCommand">FETCH, SEARCH, STORE, MOVE, UID EXPUNGE.</param>
    /// <param name="saved">COPY, APPEND.</param>
    public void LimitMessages(long ofCommand, long saved) => (MessageLimit, SaveLimit) = (ofCommand, saved);

    private sealed class AttributesOnly : IListReturn;
}
