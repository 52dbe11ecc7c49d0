using System.Diagnostics.CodeAnalysis;

namespace Postroom.Security;

/// <summary>The salt and rounds that a SCRAM client is told, with what its proof may be checked against.</summary>
public sealed class ScramOffer
{
    private readonly ScramVerifier _shown;
    private readonly Func<StoredPassword, bool> _accept;

    internal ScramOffer(ScramVerifier shown, IReadOnlyList<PasswordCandidate> candidates, Func<StoredPassword, bool> accept) =>
        (_shown, Candidates, _accept) = (shown, candidates, accept);

    /// <summary>The salt.</summary>
    public ReadOnlySpan<byte> Salt => _shown.Salt;

    /// <summary>PBKDF2 rounds.</summary>
    public int Iterations => _shown.Iterations;

    internal ScramHash Hash => _shown.Hash;

    internal IReadOnlyList<PasswordCandidate> Candidates { get; }

    /// <summary>Checks a proof against each of the account's passwords; where it fits one, gives the server's own proof (RFC 5802 §3).</summary>
    public bool TryProve(ReadOnlySpan<byte> authMessage, ReadOnlySpan<byte> clientProof, [NotNullWhen(true)] out byte[]? serverSignature)
    {
        serverSignature = null;
        if (Candidates.Count == 0)
            _shown.VerifyProof(authMessage, clientProof); // the same work for a name that is not there
        foreach (PasswordCandidate candidate in Candidates)
        {
            if (candidate.Verifier.VerifyProof(authMessage, clientProof) && _accept(candidate.Password))
                serverSignature = candidate.Verifier.ServerSignature(authMessage);
        }

        return serverSignature is not null;
    }
}
