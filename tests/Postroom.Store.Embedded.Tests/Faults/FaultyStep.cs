namespace Postroom.Store.Embedded.Tests.Faults;

/// <summary>The kinds of steps that faults can be put at.</summary>
internal enum FaultyStep
{
    Write,
    Sync,
    Name,
}
