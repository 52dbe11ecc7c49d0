using System.Text;
using Postroom.Store;

namespace Postroom.Server;

/// <summary>mboxrd: a file a mailbox, a "From " line before each message, ">" before each line of a message that begins with any number of ">" and "From ", an empty line behind.</summary>
internal sealed class MboxTarget(string root) : IExportTarget
{
    private readonly byte[] _piece = new byte[64 * 1024];
    private readonly List<string> _losses = [];
    private FileStream? _file;
    private MailboxInfo? _mailbox;
    private bool _flagsLeftOut;

    public IEnumerable<string> Losses => _losses;

    public ValueTask BeginAsync(MailboxInfo mailbox)
    {
        string path = Path.Combine(root, FolderNames.ToMboxPath(mailbox.Name));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        (_mailbox, _flagsLeftOut) = (mailbox, false);
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 256 * 1024);
        return ValueTask.CompletedTask;
    }

    public async ValueTask AddAsync(ExportedMessage message, Stream original, CancellationToken cancellationToken)
    {
        FileStream file = _file!;
        long start = file.Position;
        try
        {
            await file.WriteAsync(Encoding.ASCII.GetBytes(FromLine.For(message.Date) + "\n"), cancellationToken);
            var quoting = new FromQuoting();
            while (await original.ReadAsync(_piece, cancellationToken) is var read and > 0)
            {
                quoting.Write(_piece.AsSpan(0, read), file);
            }

            quoting.Complete(file);
            await file.WriteAsync("\n"u8.ToArray(), cancellationToken);
            _flagsLeftOut |= message.Flags.Any(flag => flag != "\\Seen");
        }
        catch
        {
            file.SetLength(start); // no half message where a reader would take it for a whole one
            throw;
        }
    }

    public async ValueTask EndAsync()
    {
        if (_flagsLeftOut)
        {
            _losses.Add($"{_mailbox!.Name}: an mbox holds no flags; export maildir keeps them.");
        }

        await _file!.DisposeAsync();
        _file = null;
    }

    public ValueTask CompleteAsync(IEnumerable<string> subscriptions) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;
}
