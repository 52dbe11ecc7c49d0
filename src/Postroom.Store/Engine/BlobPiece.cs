namespace Postroom.Store.Engine;

/// <summary>Octets of one message that are wanted, as one of many (<see cref="IAccountEngine.ReadBlobsAsync"/>).</summary>
/// <param name="Email">Whose.</param>
/// <param name="Offset">From the message's first octet; 0 or more.</param>
/// <param name="Length">How many at most; 0 or more.</param>
public readonly record struct BlobPiece(EmailKey Email, long Offset, int Length);
