namespace Postroom.Security;

/// <summary>One SASL mechanism, seen from the server (RFC 4422 §5). It keeps nothing: each exchange does.</summary>
public interface ISaslMechanism
{
    /// <summary>Its registered name, upper case: <c>PLAIN</c>.</summary>
    string Name { get; }

    /// <summary>Can it work on this connection? Then it is announced, and taken. That nobody can listen is seen to before.</summary>
    bool IsPossible(SaslContext context) => true;

    /// <summary>Begins an exchange.</summary>
    ISaslExchange Start(SaslContext context);
}
