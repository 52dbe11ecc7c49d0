namespace Postroom.Security;

/// <summary>What became of one certificate when its files were read again.</summary>
/// <param name="Name">Its file, or its folder.</param>
/// <param name="NotAfter">The last moment at which clients take the one that is shown now.</param>
/// <param name="IsNew">True: it is another one than before.</param>
/// <param name="Problem">Why the new one cannot be used, in a sentence: the one before is still shown. Null where all is well.</param>
public sealed record CertificateReload(string Name, DateTimeOffset NotAfter, bool IsNew, string? Problem);
