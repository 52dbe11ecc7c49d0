namespace Postroom.Fuzz;

/// <summary>A target's inputs: the same one for the same seed, while corpus and grammar are the same.</summary>
internal sealed class FuzzCases(FuzzTarget target, IReadOnlyList<(string Name, byte[] Octets)> corpus)
{
    private const int MostChanges = 6;

    public FuzzInput Of(int seed)
    {
        var random = new Random(seed);
        var maker = new Maker(random);
        var mutator = new Mutator(random, target);
        int kind = random.Next(4);
        if (kind == 0)
            return new(target.Make(maker), IsValid: true, seed);
        byte[] octets = kind == 1 || corpus.Count == 0 ? target.Make(maker) : corpus[random.Next(corpus.Count)].Octets;
        int changes = kind == 1 ? 1 : random.Next(1, MostChanges + 1);
        for (int i = 0; i < changes; i++)
        {
            byte[] other = corpus.Count == 0 || random.Next(3) == 0 ? target.Make(maker) : corpus[random.Next(corpus.Count)].Octets;
            octets = mutator.Break(octets, other);
        }

        return new(octets, IsValid: false, seed);
    }
}
