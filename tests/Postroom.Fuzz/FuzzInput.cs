namespace Postroom.Fuzz;

/// <summary>What is fed to a target.</summary>
/// <param name="Octets">As they come.</param>
/// <param name="IsValid">Made by the grammar and not broken since: it must be accepted.</param>
/// <param name="Seed">Whence it was made; what the check does by chance comes from it too.</param>
internal sealed record FuzzInput(byte[] Octets, bool IsValid, int Seed)
{
    /// <summary>Sizes of pieces to cut it into: the same ones for the same seed.</summary>
    public Func<int> Pieces(int atMost)
    {
        var random = new Random(Seed);
        return () => random.Next(1, atMost + 1);
    }
}
