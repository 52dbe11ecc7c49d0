namespace Postroom.Imap.Server;

/// <summary>What a server speaks when nothing else is said. A new extension is one folder beside this file and one line in it.</summary>
public static class ImapExtensions
{
    /// <summary>RFC 3501 and what today's clients cannot do without. Capabilities are announced in this order.</summary>
    public static IReadOnlyList<IImapExtension> All { get; } =
    [
        new BaseProtocol(),
        new Imap4Rev2Extension(),
        new LiteralPlusExtension(),
        new SaslIrExtension(),
        new IdExtension(),
        new CompressExtension(),
        new EnableExtension(),
        new Utf8Extension(),
        new IdleExtension(),
        new NotifyExtension(),
        new InProgressExtension(),
        new NamespaceExtension(),
        new ChildrenExtension(),
        new ListExtendedExtension(),
        new ListStatusExtension(),
        new SpecialUseExtension(),
        new XListExtension(),
        new UidPlusExtension(),
        new UnselectExtension(),
        new MoveExtension(),
        new UnauthenticateExtension(),
        new AppendLimitExtension(),
        new ESearchExtension(),
        new SearchResExtension(),
        new PartialExtension(), // before CONDSTORE: its FETCH modifier goes first
        new WithinExtension(),
        new SaveDateExtension(),
        new StatusSizeExtension(),
        new ObjectIdExtension(),
        new PreviewExtension(),
        new MultiAppendExtension(),
        new BinaryExtension(),
        new CatenateExtension(),
        new ReplaceExtension(),
        new CondStoreExtension(),
        new QResyncExtension(),
        new UidOnlyExtension(),
        new UidBatchesExtension(),
        new MessageLimitExtension(),
    ];
}
