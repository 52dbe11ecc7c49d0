namespace Postroom.Testing.Transcripts;

/// <summary>An IMAP server that a transcript can be held against: in this process, or any other over TCP.</summary>
public interface ITranscriptServer : IAsyncDisposable
{
    /// <summary>Makes true what is GIVEN.</summary>
    ITranscriptFixture Fixture { get; }

    /// <summary>A new connection, before its greeting was read.</summary>
    /// <exception cref="TranscriptUnsupportedException">The server has no such door.</exception>
    ValueTask<Stream> ConnectAsync(TranscriptDoor door, CancellationToken cancellationToken);
}

/// <summary>The ways into a server.</summary>
public enum TranscriptDoor
{
    /// <summary>Plain, on which STARTTLS may follow.</summary>
    Plain,

    /// <summary>TLS from the first octet. The stream that is returned is the decrypted one.</summary>
    Tls,

    /// <summary>One that greets with PREAUTH, as the script's own account.</summary>
    PreAuthenticated,
}
