using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Postroom.Security;

/// <summary>An exchange in base64 lines, as IMAP, POP3, SMTP and ManageSieve carry it: decodes, cancels, encodes, wipes.</summary>
/// <param name="mechanism">The mechanism asked for.</param>
/// <param name="context">The connection.</param>
/// <param name="carriesSuccessData">True if the protocol's success can carry data. IMAP's cannot: there the data goes as a last challenge,
/// which the client answers with an empty line (RFC 4422 §4). A failure's data goes so everywhere, and any answer ends it.</param>
public sealed class SaslConversation(ISaslMechanism mechanism, SaslContext context, bool carriesSuccessData = false) : IDisposable
{
    private readonly ISaslExchange _exchange = mechanism.Start(context);
    private AuthenticationResult? _pending;

    /// <summary>Begins.</summary>
    /// <param name="initialResponse">Base64, or <c>=</c> for an empty one (RFC 4959 §3); null if the client sent none.</param>
    /// <param name="cancellationToken">The client has gone.</param>
    public ValueTask<SaslReply> StartAsync(ReadOnlyMemory<byte>? initialResponse, CancellationToken cancellationToken = default) =>
        initialResponse is not { } text ? StepAsync(null, cancellationToken)
        : text.Span.SequenceEqual("="u8) ? StepAsync([], cancellationToken)
        : text.IsEmpty ? ValueTask.FromResult(new SaslReply(SaslReplyKind.Malformed))
        : DecodeAndStepAsync(text, cancellationToken);

    /// <summary>Goes on with the client's line, without its CRLF.</summary>
    public ValueTask<SaslReply> ContinueAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken = default) =>
        _pending is { IsSuccess: false } ? ValueTask.FromResult(new SaslReply(SaslReplyKind.Failed, Result: _pending)) // it was told why, whatever it says
        : line.Span.SequenceEqual("*"u8) ? ValueTask.FromResult(new SaslReply(SaslReplyKind.Cancelled)) : DecodeAndStepAsync(line, cancellationToken);

    /// <summary>Frees what the mechanism holds outside of the runtime, such as a Kerberos context.</summary>
    public void Dispose() => (_exchange as IDisposable)?.Dispose();

    private ValueTask<SaslReply> DecodeAndStepAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        // The framework's decoder passes over white space; the grammar has none.
        bool hasSpace = line.Span.IndexOfAny(" \t\r\n"u8) >= 0;
        if (hasSpace || !Base64.IsValid(line.Span, out int length))
            return ValueTask.FromResult(new SaslReply(SaslReplyKind.Malformed));
        byte[] response = new byte[length];
        OperationStatus status = Base64.DecodeFromUtf8(line.Span, response, out _, out _);
        return status == OperationStatus.Done
            ? StepAsync(response, cancellationToken)
            : ValueTask.FromResult(new SaslReply(SaslReplyKind.Malformed));
    }

    private async ValueTask<SaslReply> StepAsync(byte[]? response, CancellationToken cancellationToken)
    {
        if (_pending is { } proven)
            return response is [] ? new(SaslReplyKind.Succeeded, Result: proven) : new(SaslReplyKind.Malformed);
        ReadOnlyMemory<byte>? given = null; // not "?:", where null would become an empty Memory
        if (response is not null)
            given = response;
        try
        {
            SaslStep step = await _exchange.NextAsync(given, cancellationToken).ConfigureAwait(false);
            if (step.IsMalformed)
                return new(SaslReplyKind.Malformed);
            byte[] data = Encode(step.Data.Span);
            if (step.Result is not { } result)
                return new(SaslReplyKind.Challenge, data);
            if (data.Length == 0)
                return new(result.IsSuccess ? SaslReplyKind.Succeeded : SaslReplyKind.Failed, Result: result);
            if (result.IsSuccess && carriesSuccessData)
                return new(SaslReplyKind.Succeeded, data, result);
            _pending = result;
            return new(SaslReplyKind.Challenge, data);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(response);
        }
    }

    private static byte[] Encode(ReadOnlySpan<byte> data)
    {
        byte[] text = new byte[Base64.GetMaxEncodedToUtf8Length(data.Length)];
        Base64.EncodeToUtf8(data, text, out _, out _);
        return text;
    }
}
