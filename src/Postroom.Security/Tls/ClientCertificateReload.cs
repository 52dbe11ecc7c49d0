namespace Postroom.Security;

/// <summary>What became of <see cref="ClientCertificates"/> when they were read again.</summary>
/// <param name="IsNew">True: another judgement than before holds from now on.</param>
/// <param name="HasNewAuthorities">True: handshakes need new options (<see cref="TlsMaterial.RemakeOptions"/>), since clients are told of other authorities.</param>
/// <param name="Problem">Why the new one cannot be used, in a sentence: the one before still holds. Null where all is well.</param>
public sealed record ClientCertificateReload(bool IsNew, bool HasNewAuthorities, string? Problem);
