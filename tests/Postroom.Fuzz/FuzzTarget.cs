namespace Postroom.Fuzz;

/// <summary>A reader under attack: how inputs for it are made, and what must hold for each of them. One class, one line in <see cref="FuzzTargets"/>.</summary>
internal abstract class FuzzTarget
{
    /// <summary>On the command line, and the folder of its corpus.</summary>
    public abstract string Name { get; }

    /// <summary>What its inputs are, in a few words.</summary>
    public abstract string Attacks { get; }

    /// <summary>Words of its language, which the mutator puts anywhere.</summary>
    public abstract IReadOnlyList<string> Words { get; }

    /// <summary>Inputs grow no longer than that.</summary>
    public virtual int MaxOctets => 8 << 10;

    /// <summary>An input as the grammar wants it.</summary>
    public abstract byte[] Make(Maker maker);

    /// <summary>Throws a <see cref="FuzzViolationException"/> where something does not hold; whatever else it throws is a fault as well.</summary>
    public abstract ValueTask CheckAsync(FuzzInput input);

    /// <summary>What reading so many octets may allocate, all that the check itself does with them included.</summary>
    public virtual long MaxAllocated(int octets) => (4 << 20) + (4096L * octets);
}
