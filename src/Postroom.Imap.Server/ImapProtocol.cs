using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>What this server speaks: made once from its extensions, never changed.</summary>
public sealed class ImapProtocol
{
    private readonly AsciiNameTable<ImapCommand> _commands;
    private readonly AsciiNameTable<ImapCommand> _uidCommands;
    private readonly ImapRegistry _registry;
    private readonly Lazy<ImapSyntax> _syntax;

    private ImapProtocol(ImapRegistry registry)
    {
        _registry = registry;
        var commands = new Dictionary<string, ImapCommand>(StringComparer.OrdinalIgnoreCase);
        var uidCommands = new Dictionary<string, ImapCommand>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, ImapCommand command) in registry.Commands)
        {
            if (name.StartsWith("UID ", StringComparison.OrdinalIgnoreCase))
            {
                uidCommands.Add(name[4..], command);
            }
            else
            {
                commands.Add(name, command);
            }
        }

        (_commands, _uidCommands) = (new(commands), new(uidCommands));
        _syntax = new(MakeSyntax); // the first command needs it, no greeting does
        FlagsCompanions = [.. registry.FlagsCompanions];
        Enableables = registry.Enableables;
    }

    /// <summary>The grammar, extension points filled.</summary>
    public ImapSyntax Syntax => _syntax.Value;

    /// <summary>Which literals may come without waiting.</summary>
    public NonSynchronizingLiterals Literals => _registry.Literals;

    /// <summary>True if AUTHENTICATE may bring its first response (SASL-IR).</summary>
    public bool AllowsInitialResponse => _registry.InitialResponse;

    /// <summary>True if APPEND may bring several messages.</summary>
    public bool AllowsSeveralMessages => _registry.SeveralMessages;

    /// <summary>How many messages one command may be about (RFC 9738 §3).</summary>
    internal long MessageLimit => _registry.MessageLimit;

    /// <summary>How many COPY and APPEND may save.</summary>
    internal long SaveLimit => _registry.SaveLimit;

    /// <summary>True if a command that takes long says how far it is (INPROGRESS).</summary>
    public bool TellsProgress => _registry.Progress;

    /// <summary>True if a message may come as a literal8.</summary>
    public bool AllowsBinaryLiterals => _registry.BinaryLiterals;

    /// <summary>True if a header in UTF-8 is taken from who has enabled it, and from nobody else (UTF8=ACCEPT).</summary>
    public bool AcceptsUtf8 => _registry.Utf8;

    /// <summary>True if it must be enabled before anything with names or text in it (UTF8=ONLY).</summary>
    public bool DemandsUtf8 => _registry.OnlyUtf8;

    internal IReadOnlyList<IFlagsCompanion> FlagsCompanions { get; }

    internal IReadOnlyDictionary<string, Func<ImapSession, CancellationToken, ValueTask>> Enableables { get; }

    internal ImapRegistry Registry => _registry;

    /// <summary>Lets every extension that is not switched off register.</summary>
    /// <exception cref="ImapExtensionException">One needs another that is not there, or excludes it (INVARIANTS 22).</exception>
    internal static ImapProtocol Create(ImapServerOptions options, IEnumerable<IImapExtension> extensions)
    {
        if (options.DisabledExtensions.Contains(BaseProtocol.ProtocolName, StringComparer.OrdinalIgnoreCase))
        {
            throw new ImapExtensionException($"{BaseProtocol.ProtocolName} is what every extension extends: it cannot be switched off.");
        }

        List<IImapExtension> chosen = [.. extensions.Where(extension => !options.DisabledExtensions.Contains(extension.Name))];
        var names = chosen.Select(static extension => extension.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var registry = new ImapRegistry(options);
        foreach (IImapExtension extension in chosen)
        {
            if (extension.Needs.FirstOrDefault(need => !names.Contains(need)) is { } missing)
            {
                throw new ImapExtensionException($"The IMAP extension {extension.Name} needs {missing}, which is switched off: switch both on or both off.");
            }

            extension.Register(registry);
        }

        if (options.Utf8Only && !registry.OnlyUtf8)
        {
            throw new ImapExtensionException("Every client is to enable UTF8=ACCEPT, which is switched off: switch it on, or demand it of nobody.");
        }

        return new(registry);
    }

    private ImapSyntax MakeSyntax() => ImapSyntax.Base.With(grammar =>
    {
        // Without SEARCHRES nothing is ever saved: "$" is no set then. The extension that saves results registers it.
        grammar.SavedResult(isTaken: false);
        foreach (Action<ImapSyntaxBuilder> register in _registry.Grammar)
        {
            register(grammar);
        }
    });

    /// <summary>The command under <paramref name="name"/>; null when there is none.</summary>
    internal ImapCommand? Find(ReadOnlySpan<byte> name, bool isUid) =>
        !name.IsEmpty && (isUid ? _uidCommands : _commands).TryGet(name, out ImapCommand? command) ? command : null;

    /// <summary>The capabilities that <paramref name="session"/> has now, in the order of registration.</summary>
    internal IEnumerable<string> CapabilitiesOf(ImapSession session) => _registry.CapabilityLists.SelectMany(names => names(session));

    internal ResponseCode CapabilityCode(ImapSession session) => new CapabilityCode(ValueList.From(CapabilitiesOf(session)));

    /// <summary>What prints <paramref name="item"/>; null when no extension here knows it.</summary>
    internal IFetchItem? MakeFetchItem(FetchItem item) => item is NamedFetchItem named
        ? _registry.NamedFetchItems.GetValueOrDefault(named.Name)?.Invoke()
        : _registry.FetchItemKinds.GetValueOrDefault(item.GetType())?.Invoke(item);

    internal StatusItemWriter? StatusWriter(StatusItem item) => _registry.StatusItems.GetValueOrDefault(item.Name);

    internal ResponseCode? AppendedCode(IReadOnlyList<MessageAdded> added) => _registry.AppendCode?.Invoke(added);

    internal ResponseCode? CreatedCode(MailboxCreated created) => _registry.CreateCode?.Invoke(created);

    internal ResponseCode? CopiedCode(MessagesCopied copied) => _registry.CopyCode?.Invoke(copied);

    /// <summary>What LIST shows of a name beside it.</summary>
    internal MailboxAttribute[] AttributesOf(ListedMailbox listed)
    {
        List<MailboxAttribute> attributes = [];
        foreach (Action<ListedMailbox, IList<MailboxAttribute>> add in _registry.ListAttributes)
        {
            add(listed, attributes);
        }

        return [.. attributes];
    }
}
