namespace Postroom.Imap;

/// <summary>The numbers from <paramref name="First"/> to <paramref name="Last"/>, both included; First is never above Last.</summary>
/// <param name="First">The lowest.</param>
/// <param name="Last">The highest.</param>
public readonly record struct NumberRange(uint First, uint Last)
{
    /// <summary>How many numbers: 1 to 2^32.</summary>
    public long Count => (long)Last - First + 1;
}
