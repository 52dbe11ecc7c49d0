namespace Postroom.Security;

/// <summary>One run of a mechanism.</summary>
public interface ISaslExchange
{
    /// <summary>The next step. The first call gets the initial response, or null if the client sent none; the others a response each.</summary>
    /// <param name="response">Decoded; the caller wipes it afterwards.</param>
    /// <param name="cancellationToken">The client has gone.</param>
    ValueTask<SaslStep> NextAsync(ReadOnlyMemory<byte>? response, CancellationToken cancellationToken);
}
