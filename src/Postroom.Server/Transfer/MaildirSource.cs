namespace Postroom.Server;

/// <summary>A maildir with its folders: Maildir++ (".Sent.2024" beside cur) as Dovecot and Courier write it, or plain folders within folders.</summary>
internal sealed class MaildirSource : IImportSource
{
    private readonly string _root;
    private readonly List<(string Mailbox, string Folder)> _folders = [];

    /// <exception cref="ConfigurationException">It is no maildir.</exception>
    public MaildirSource(string root, string inbox)
    {
        _root = root;
        if (!Directory.Exists(root))
        {
            throw new ConfigurationException($"There is no folder {root}.");
        }

        if (IsMaildir(root))
        {
            _folders.Add((inbox, root));
        }

        Collect(root, "");
        if (_folders.Count == 0)
        {
            throw new ConfigurationException($"{root} is no maildir: neither it nor a folder in it has cur and new.");
        }
    }

    public IEnumerable<string> Mailboxes() => _folders.Select(folder => folder.Mailbox);

    public IEnumerable<string> Subscriptions()
    {
        string dovecot = Path.Combine(_root, "subscriptions");
        string courier = Path.Combine(_root, "courierimapsubscribed");
        if (File.Exists(dovecot))
        {
            // Version 2 begins with a line of its own and separates levels with tabs.
            string[] lines = File.ReadAllLines(dovecot);
            return lines is ["V\t2", ..] ? lines.Skip(2).Select(line => Decode(line.Split('\t'))) : lines.Select(line => Decode(line.Split('.', '/')));
        }

        return File.Exists(courier)
            ? File.ReadLines(courier).Select(line => Decode((line.StartsWith("INBOX.", StringComparison.Ordinal) ? line[6..] : line).Split('.')))
            : [];
    }

    public long Count() => _folders.Sum(folder => (long)Files(folder.Folder).Count());

    public IEnumerable<ImportedMessage> Messages()
    {
        foreach ((string mailbox, string folder) in _folders)
        {
            IReadOnlyList<string?> keywords = ReadKeywords(folder);
            foreach (string file in Files(folder).OrderBy(Path.GetFileName, StringComparer.Ordinal))
            {
                string name = Path.GetFileName(file);
                yield return new ImportedMessage
                {
                    Key = mailbox + "/" + MaildirName.Base(name),
                    Mailbox = mailbox,
                    Flags = MaildirName.Flags(name, keywords),
                    Date = new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero),
                    Open = () => new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan),
                };
            }
        }
    }

    private static readonly string[] MailFolders = ["cur", "new"];

    private static bool IsMaildir(string folder) => Directory.Exists(Path.Combine(folder, "cur")) && Directory.Exists(Path.Combine(folder, "new"));

    private static IEnumerable<string> Files(string folder) =>
        MailFolders.SelectMany(sub => Directory.EnumerateFiles(Path.Combine(folder, sub)))
            .Where(file => !Path.GetFileName(file).StartsWith('.'));

    private void Collect(string folder, string prefix)
    {
        foreach (string child in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(child);
            if (name is "cur" or "new" or "tmp")
            {
                continue;
            }

            bool isPlusPlus = name.StartsWith('.') && prefix.Length == 0;
            string mailbox = prefix + Decode(isPlusPlus ? name[1..].Split('.') : [name]);
            if (IsMaildir(child))
            {
                _folders.Add((mailbox, child));
            }

            if (!isPlusPlus)
            {
                Collect(child, mailbox + "/");
            }
        }
    }

    private static string Decode(IEnumerable<string> levels) => string.Join('/', levels.Select(FolderNames.Decode));

    private static string?[] ReadKeywords(string folder)
    {
        string path = Path.Combine(folder, "dovecot-keywords");
        string?[] keywords = new string?[26];
        if (File.Exists(path))
        {
            foreach (string line in File.ReadLines(path))
            {
                string[] pair = line.Split(' ', 2);
                if (pair.Length == 2 && int.TryParse(pair[0], out int place) && place is >= 0 and < 26)
                {
                    keywords[place] = pair[1];
                }
            }
        }

        return keywords;
    }
}
