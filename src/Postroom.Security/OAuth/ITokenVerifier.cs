namespace Postroom.Security;

/// <summary>Says whose an OAuth access token is.</summary>
public interface ITokenVerifier
{
    /// <summary>Checks a token.</summary>
    /// <param name="token">As the client sent it.</param>
    /// <param name="cancellationToken">The client has gone.</param>
    ValueTask<TokenVerdict> VerifyAsync(string token, CancellationToken cancellationToken);
}
