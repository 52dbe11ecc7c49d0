namespace Postroom.Store.Engine;

/// <summary>Message bytes to keep under an email's key from this commit on.</summary>
/// <param name="Email">The key; it has no bytes yet.</param>
/// <param name="Bytes">A completed stage of the same engine. It stays its owner's to dispose; the same one may go to several accounts.</param>
public readonly record struct BlobWrite(EmailKey Email, IBlobStage Bytes);
