using Postroom.Store;

namespace Postroom.Imap.Server;

public sealed partial class ImapSession
{
    /// <summary>Raised, on whatever thread has published, when something in the account changed. Handlers only note it.</summary>
    internal event Action? Published;

    /// <summary>For a command that waits, such as IDLE: tells what is new, EXPUNGE included, and sends it.</summary>
    internal ValueTask TellNowAsync(CancellationToken cancellationToken) =>
        View is null && Notifications is null ? ValueTask.CompletedTask : TellNewsAsync(mayExpunge: true, cancellationToken);

    /// <summary>Another user's account, in which the selected mailbox lies or which NOTIFY watches, published something.</summary>
    internal void OnOthersPublished(AccountPublication publication)
    {
        Published?.Invoke();
        if (Notifications is { Terms.IsAnything: true })
        {
            WantNews();
        }
    }

    private void OnPublished(AccountPublication publication)
    {
        Notifications? wanted = Notifications;
        wanted?.Note(publication); // before IDLE looks
        Published?.Invoke();
        if (wanted is { Terms.IsAnything: true })
        {
            WantNews();
        }
    }
}
