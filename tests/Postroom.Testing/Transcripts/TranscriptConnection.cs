using System.Net.Security;

namespace Postroom.Testing.Transcripts;

/// <summary>One of a transcript's connections, its part of the conversation, and the rules it is held to.</summary>
internal sealed class TranscriptConnection(int number, Stream stream, Conversation conversation) : IAsyncDisposable
{
    private readonly List<byte> _unsent = [];
    private WireReader _reader = new(stream);
    private Stream _stream = stream;

    public ConversationRules Rules { get; } = new();

    /// <summary>Lines that may come up to the next tagged one.</summary>
    public List<Expectation> Allowed { get; set; } = [];

    /// <summary>Tags whose OK is not written in the script and may come at any time.</summary>
    public HashSet<string> MustSucceed { get; } = [];

    /// <summary>Kept back until somebody waits for an answer, so that what a client sends at once arrives at once.</summary>
    public void Send(string wire)
    {
        conversation.Client(number, wire);
        _unsent.AddRange(WireText.ToBytes(wire));
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_unsent.Count == 0)
            return;
        byte[] octets = [.. _unsent];
        _unsent.Clear();
        try
        {
            await _stream.WriteAsync(octets, cancellationToken);
            await _stream.FlushAsync(cancellationToken);
        }
        catch (IOException gone)
        {
            // The server may hang up while we are still talking; what it said before is still to be read.
            conversation.Note(number, "the server took no more: " + gone.Message);
        }
    }

    /// <returns>The next reply; null when the server has closed the connection.</returns>
    public async ValueTask<Reply?> ReadAsync(CancellationToken cancellationToken)
    {
        string? wire;
        try
        {
            wire = await _reader.ReadReplyAsync(cancellationToken);
        }
        catch (IOException reset)
        {
            conversation.Note(number, "the connection broke: " + reset.Message);
            return null;
        }

        if (wire is null)
        {
            conversation.Note(number, "the server closed the connection");
            return null;
        }

        conversation.Server(number, wire);
        return ReplyParser.Parse(wire);
    }

    /// <summary>From here on TLS. The certificate is the test's own, so any will do.</summary>
    public async ValueTask StartTlsAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        if (_reader.HasBuffered)
            throw new ReplyFormException("octets after the OK to STARTTLS and before TLS");
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
#pragma warning disable CA5359 // The server under test has a certificate it made itself.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
            },
            cancellationToken);
        conversation.Note(number, $"{tls.SslProtocol} from here on");
        _stream = tls;
        _reader = new WireReader(tls);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
