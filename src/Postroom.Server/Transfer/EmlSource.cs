namespace Postroom.Server;

/// <summary>A folder of .eml files (one message each); folders within it become mailboxes.</summary>
internal sealed class EmlSource : IImportSource
{
    private readonly string _root;
    private readonly string _mailbox;
    private readonly string[] _files;

    /// <exception cref="ConfigurationException">There is no such folder, or nothing in it.</exception>
    public EmlSource(string root, string mailbox)
    {
        (_root, _mailbox) = (root, mailbox);
        if (!Directory.Exists(root))
        {
            throw new ConfigurationException($"There is no folder {root}.");
        }

        _files = [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file).Equals(".eml", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
        if (_files.Length == 0)
        {
            throw new ConfigurationException($"There is no .eml file in {root}.");
        }
    }

    public IEnumerable<string> Mailboxes() => _files.Select(MailboxOf).Distinct(StringComparer.Ordinal);

    public IEnumerable<string> Subscriptions() => [];

    public long Count() => _files.Length;

    public IEnumerable<ImportedMessage> Messages() => _files.Select(file => new ImportedMessage
    {
        Key = Path.GetRelativePath(_root, file),
        Mailbox = MailboxOf(file),
        Date = new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero),
        Open = () => new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan),
    });

    private string MailboxOf(string file)
    {
        string folder = Path.GetRelativePath(_root, Path.GetDirectoryName(file)!).Replace('\\', '/');
        return folder == "." ? _mailbox : folder;
    }
}
