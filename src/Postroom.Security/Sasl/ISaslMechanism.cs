namespace Postroom.Security;

/// <summary>One SASL mechanism, seen from the server (RFC 4422 §5). It keeps nothing: each exchange does.</summary>
public interface ISaslMechanism
{
    /// <summary>Its registered name, upper case: <c>PLAIN</c>.</summary>
    string Name { get; }

    /// <summary>True if the password goes over the wire: then it is offered only where nobody can listen.</summary>
    bool SendsPassword { get; }

    /// <summary>Begins an exchange.</summary>
    ISaslExchange Start(SaslContext context);
}
