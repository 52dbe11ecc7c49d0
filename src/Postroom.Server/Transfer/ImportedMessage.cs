namespace Postroom.Server;

/// <summary>One message of an import's source.</summary>
internal sealed record ImportedMessage
{
    /// <summary>Names it within the source, the same in every run: what the journal remembers.</summary>
    public required string Key { get; init; }

    /// <summary>The mailbox it goes to.</summary>
    public required string Mailbox { get; init; }

    /// <summary>Flags and keywords as IMAP writes them.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>INTERNALDATE.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>Opens its bytes as they lie in the source.</summary>
    public required Func<Stream> Open { get; init; }
}
