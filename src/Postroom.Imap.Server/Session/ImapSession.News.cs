using Postroom.Store;

namespace Postroom.Imap.Server;

public sealed partial class ImapSession
{
    /// <summary>Raised, on whatever thread has published, when something in the account changed. Handlers only note it.</summary>
    internal event Action? Published;

    /// <summary>For a command that waits, such as IDLE: tells what is new in the selected mailbox, EXPUNGE included, and sends it.</summary>
    internal async ValueTask TellNowAsync(CancellationToken cancellationToken)
    {
        if (View is not { } view)
        {
            return;
        }

        await Output.EnterAsync(cancellationToken);
        try
        {
            await view.TellAsync(mayExpunge: true, withUid: false, cancellationToken);
            await Output.FlushAsync(cancellationToken);
        }
        finally
        {
            Output.Leave();
        }
    }

    private void OnPublished(AccountPublication publication) => Published?.Invoke();
}
