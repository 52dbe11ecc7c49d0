using Postroom.Store;

namespace Postroom.Server;

/// <summary>A form that mail is exported to.</summary>
internal interface IExportTarget : IAsyncDisposable
{
    /// <summary>What follows goes into this mailbox.</summary>
    ValueTask BeginAsync(MailboxInfo mailbox);

    /// <summary>Writes one message.</summary>
    ValueTask AddAsync(ExportedMessage message, Stream original, CancellationToken cancellationToken);

    /// <summary>The mailbox has no more messages.</summary>
    ValueTask EndAsync();

    /// <summary>Writes what is about the account as a whole.</summary>
    ValueTask CompleteAsync(IEnumerable<string> subscriptions);

    /// <summary>What could not be told in this form, a sentence each, for the person.</summary>
    IEnumerable<string> Losses { get; }
}
