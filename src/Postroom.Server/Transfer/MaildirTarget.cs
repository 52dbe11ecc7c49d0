using System.Globalization;
using System.Text;
using Postroom.Imap;
using Postroom.Store;

namespace Postroom.Server;

/// <summary>A Maildir++ as Dovecot and Courier read it: INBOX at the root, other mailboxes beside it, flags in the names, mtime is INTERNALDATE.</summary>
internal sealed class MaildirTarget(string root) : IExportTarget
{
        private readonly List<string> _keywords = [];
    private readonly SortedSet<string> _losses = new(StringComparer.Ordinal);
    private string _folder = "";
    private MailboxInfo? _mailbox;

    public IEnumerable<string> Losses => _losses;

    public ValueTask BeginAsync(MailboxInfo mailbox)
    {
        _mailbox = mailbox;
        _keywords.Clear();
        _folder = mailbox.Name.IsInbox ? root : Path.Combine(root, FolderNames.ToMaildirPlusPlus(mailbox.Name));
        foreach (string sub in new[] { "cur", "new", "tmp" })
        {
            Directory.CreateDirectory(Path.Combine(_folder, sub));
        }

        if (!mailbox.Name.IsInbox)
        {
            File.WriteAllBytes(Path.Combine(_folder, "maildirfolder"), []);
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask AddAsync(ExportedMessage message, Stream original, CancellationToken cancellationToken)
    {
        string letters = MaildirName.Letters(message.Flags, _keywords, out bool isComplete);
        if (!isComplete)
        {
            _losses.Add($"{_mailbox!.Name}: a maildir has room for 26 keywords in a folder; further ones were left out.");
        }

        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"{message.Date.ToUnixTimeSeconds()}.V{_mailbox!.UidValidity.Value}U{message.Uid.Value}.postroom");
        string arriving = Path.Combine(_folder, "tmp", name);
        var file = new FileStream(arriving, FileMode.CreateNew, FileAccess.Write, FileShare.None, 64 * 1024);
        await using (file)
        {
            await original.CopyToAsync(file, 64 * 1024, cancellationToken);
        }

        File.SetLastWriteTimeUtc(arriving, message.Date.UtcDateTime);
        File.Move(arriving, Path.Combine(_folder, "cur", name + MaildirName.InfoMark + letters));
    }

    public async ValueTask EndAsync()
    {
        if (_keywords.Count > 0)
        {
            await File.WriteAllLinesAsync(Path.Combine(_folder, "dovecot-keywords"), _keywords.Select((keyword, i) => string.Create(CultureInfo.InvariantCulture, $"{i} {keyword}")));
        }
    }

    // Version 2 of Dovecot's file: levels with tabs between them, so that any name can stand there.
    public async ValueTask CompleteAsync(IEnumerable<string> subscriptions)
    {
        var file = new StringBuilder("V\t2\n\n");
        foreach (string name in subscriptions)
        {
            MailboxName mailbox = MailboxName.Parse(name);
            file.Append(Encoding.ASCII.GetString(mailbox.ToModifiedUtf7()).Replace(MailboxName.Separator, '\t')).Append('\n');
        }

        Directory.CreateDirectory(root);
        await File.WriteAllTextAsync(Path.Combine(root, "subscriptions"), file.ToString());
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
