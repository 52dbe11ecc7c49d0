namespace Postroom.Store.Embedded.Tests.Faults;

/// <summary>The simulated machine is off: nothing reaches the disk any more.</summary>
internal sealed class MachineStoppedException() : IOException("The machine has stopped.");
