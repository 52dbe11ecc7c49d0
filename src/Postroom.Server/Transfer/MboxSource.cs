using System.Globalization;
using System.Text;

namespace Postroom.Server;

/// <summary>One or more mbox files: messages behind "From " lines, ">From " unquoted as mboxrd has it (one ">" taken away).</summary>
internal sealed class MboxSource : IImportSource
{
    private readonly IReadOnlyList<(string File, string Mailbox)> _files;
    private readonly Dictionary<string, List<Entry>> _entries = new(StringComparer.Ordinal);

    private readonly record struct Entry(long Start, long End, DateTimeOffset Date, string Flags);

    /// <summary>Of one file into <paramref name="mailbox"/>, or of a folder whose files become mailboxes named after them.</summary>
    /// <exception cref="ConfigurationException">There is nothing, or it is no mbox.</exception>
    public MboxSource(string path, string mailbox)
    {
        _files = Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where(StartsWithFrom).Select(file => (file, Name(path, file)))]
            : [(path, mailbox)];
        if (!Directory.Exists(path) && !File.Exists(path))
        {
            throw new ConfigurationException($"There is no file {path}.");
        }

        if (_files.Count == 0 || (_files.Count == 1 && !StartsWithFrom(_files[0].File)))
        {
            throw new ConfigurationException($"{path} holds no mbox: one begins with a line 'From ...'.");
        }
    }

    public IEnumerable<string> Mailboxes() => _files.Select(file => file.Mailbox).Distinct(StringComparer.Ordinal);

    public IEnumerable<string> Subscriptions() => [];

    public long Count() => _files.Sum(file => (long)Entries(file.File).Count);

    public IEnumerable<ImportedMessage> Messages()
    {
        foreach ((string file, string mailbox) in _files)
        {
            foreach (Entry entry in Entries(file))
            {
                yield return new ImportedMessage
                {
                    Key = $"{mailbox}@{entry.Start.ToString(CultureInfo.InvariantCulture)}",
                    Mailbox = mailbox,
                    Flags = FlagsOf(entry.Flags),
                    Date = entry.Date,
                    Open = () => new MboxMessageStream(file, entry.Start, entry.End),
                };
            }
        }
    }

    private static bool StartsWithFrom(string file)
    {
        using FileStream stream = File.OpenRead(file);
        Span<byte> start = stackalloc byte[5];
        return stream.ReadAtLeast(start, 5, throwOnEndOfStream: false) == 5 && start.SequenceEqual("From "u8);
    }

    private static string Name(string root, string file)
    {
        string name = Path.GetRelativePath(root, file).Replace('\\', '/');
        name = name.EndsWith(".mbox", StringComparison.OrdinalIgnoreCase) ? name[..^5] : name;
        return string.Join('/', name.Split('/').Select(FolderNames.Unescape));
    }

    private List<Entry> Entries(string file)
    {
        if (!_entries.TryGetValue(file, out List<Entry>? entries))
        {
            _entries.Add(file, entries = Index(file));
        }

        return entries;
    }

    // A "From " line begins a message at the start of the file and behind an empty line, which belongs to neither.
    private static List<Entry> Index(string file)
    {
        var entries = new List<Entry>();
        using var lines = new LineReader(file);
        DateTimeOffset fallback = new(File.GetLastWriteTimeUtc(file), TimeSpan.Zero);
        DateTimeOffset date = default;
        long start = -1;
        long beforeEmpty = -1; // where the last line ended before an empty one, when the line before this was empty
        bool inHeader = false;
        var flags = new StringBuilder();
        while (lines.Next() is { } line)
        {
            if (start < 0 ? line.Text.StartsWith("From ", StringComparison.Ordinal) : beforeEmpty >= 0 && FromLine.IsSeparator(line.Text))
            {
                if (start >= 0)
                {
                    entries.Add(new Entry(start, beforeEmpty, date, flags.ToString()));
                }

                (start, date, inHeader) = (line.End, FromLine.DateOf(line.Text) ?? fallback, true);
                flags.Clear();
            }
            else if (inHeader && (line.Text.StartsWith("Status:", StringComparison.OrdinalIgnoreCase) || line.Text.StartsWith("X-Status:", StringComparison.OrdinalIgnoreCase)))
            {
                flags.Append(line.Text[(line.Text.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            }

            inHeader = inHeader && line.Text.Length > 0;
            beforeEmpty = line.Text.Length == 0 ? line.Start : -1;
        }

        if (start >= 0)
        {
            entries.Add(new Entry(start, beforeEmpty >= start ? beforeEmpty : lines.Position, date, flags.ToString()));
        }

        return entries;
    }

    // Status and X-Status as mutt, Pine and UW imapd write them.
    private static List<string> FlagsOf(string letters)
    {
        var flags = new List<string>();
        foreach ((char letter, string flag) in new[] { ('R', "\\Seen"), ('A', "\\Answered"), ('F', "\\Flagged"), ('D', "\\Deleted"), ('T', "\\Draft") })
        {
            if (letters.Contains(letter, StringComparison.Ordinal))
            {
                flags.Add(flag);
            }
        }

        return flags;
    }

    /// <summary>Lines of a file with their offsets; of a long one only the first 1,000 octets are kept.</summary>
    private sealed class LineReader(string file) : IDisposable
    {
        private const int KeptOctets = 1000;
        private readonly FileStream _stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        private readonly byte[] _buffer = new byte[256 * 1024];
        private readonly byte[] _line = new byte[KeptOctets];
        private int _from;
        private int _to;

        public long Position { get; private set; }

        public void Dispose() => _stream.Dispose();

        public (long Start, long End, string Text)? Next()
        {
            long start = Position;
            int kept = 0;
            while (true)
            {
                if (_from == _to)
                {
                    (_from, _to) = (0, _stream.Read(_buffer));
                    if (_to == 0)
                    {
                        return Position == start ? null : (start, Position, Text(kept));
                    }
                }

                ReadOnlySpan<byte> rest = _buffer.AsSpan(_from, _to - _from);
                int lf = rest.IndexOf((byte)'\n');
                int taken = lf < 0 ? rest.Length : lf + 1;
                int keep = Math.Min(lf < 0 ? rest.Length : lf, KeptOctets - kept);
                rest[..keep].CopyTo(_line.AsSpan(kept));
                kept += keep;
                _from += taken;
                Position += taken;
                if (lf >= 0)
                {
                    return (start, Position, Text(kept));
                }
            }
        }

        private string Text(int octets) => Encoding.Latin1.GetString(_line, 0, octets).TrimEnd('\r');
    }
}
