using System.Text;
using System.Text.Unicode;

namespace Postroom.Security;

/// <summary>LOGIN: name, then password, each asked for (draft-murchison-sasl-login). Obsolete; some mail programs know nothing else.</summary>
public sealed class LoginMechanism : ISaslMechanism
{
    /// <inheritdoc/>
    public string Name => "LOGIN";

    /// <inheritdoc/>
    public ISaslExchange Start(SaslContext context) => new Exchange(context);

    private sealed class Exchange(SaslContext context) : ISaslExchange
    {
        private const int MaxNameOctets = 1024;

        // The draft has "User Name" with a NUL; what programs look for is this.
        private static readonly byte[] AskName = "Username:"u8.ToArray();
        private static readonly byte[] AskPassword = "Password:"u8.ToArray();

        private string? _name;

        public async ValueTask<SaslStep> NextAsync(ReadOnlyMemory<byte>? response, CancellationToken cancellationToken)
        {
            if (response is not { } message)
                return SaslStep.Challenge(AskName);
            // Clients that know SASL-IR send the name with the command.
            if (_name is null)
            {
                if (message.Length is 0 or > MaxNameOctets || !Utf8.IsValid(message.Span))
                    return SaslStep.Malformed;
                _name = Encoding.UTF8.GetString(message.Span);
                return SaslStep.Challenge(AskPassword);
            }

            return SaslStep.End(await context.Authenticator.CheckPasswordAsync(
                _name, "", message, context.Origin, cancellationToken).ConfigureAwait(false));
        }
    }
}
