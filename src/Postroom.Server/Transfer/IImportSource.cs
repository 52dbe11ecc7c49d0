namespace Postroom.Server;

/// <summary>A place that mail is imported from.</summary>
internal interface IImportSource
{
    /// <summary>Mailboxes to make even where they are empty.</summary>
    IEnumerable<string> Mailboxes();

    /// <summary>Names to subscribe.</summary>
    IEnumerable<string> Subscriptions();

    /// <summary>How many messages there are, for the progress bar.</summary>
    long Count();

    /// <summary>The messages, mailbox by mailbox, in an order that is the same in every run.</summary>
    IEnumerable<ImportedMessage> Messages();
}
