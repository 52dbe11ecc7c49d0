using Postroom.Store.Contract;

namespace Postroom.Store.Embedded.Tests.Contract;

public sealed class EmbeddedMessages : MessageContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedNames : NameContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedAccountDirectory : AccountDirectoryContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedFlags : FlagContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedCheck : CheckContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedDerivation : DerivationContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedBounds : BoundsContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedHistorys : HistoryContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedDurabilitys : DurabilityContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedConcurrencys : ConcurrencyContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedModels : ModelContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedCopiedBack : CopiedBackContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedLimits : LimitContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedSharing : SharingContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedSharedWith : SharedWithContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedLargeAdds : LargeAddContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedScattered : ScatteredContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedSharedCopies : SharedCopyContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedKeptOctets : KeptOctetsContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedLargeAcross : LargeAcrossContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedLargeCopies : LargeCopyContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedTakingOut : TakingOutContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedLargeRenames : LargeRenameContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

public sealed class EmbeddedAcross : AcrossContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}

/// <summary>Each storage closed as soon as nobody uses it, and what is in memory packed.</summary>
public sealed class EmbeddedRestingMessages : MessageContract
{
    protected override StoreOptions Options => base.Options with { MaxIdleEngines = 0 };

    protected override ValueTask<IEngineFixture> CreateAsync() => new(new EmbeddedEngineFixture());
}
