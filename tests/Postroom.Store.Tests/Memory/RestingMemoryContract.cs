using Postroom.Store.Contract;

namespace Postroom.Store.Tests.Memory;

/// <summary>Every storage closed as soon as nobody uses it, and so every message packed again and again while somebody has it open: the same rules hold.</summary>
public sealed class RestingMessages : MessageContract
{
    protected override StoreOptions Options => base.Options with { MaxIdleEngines = 0 };

    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(5));
}

public sealed class RestingFlags : FlagContract
{
    protected override StoreOptions Options => base.Options with { MaxIdleEngines = 0 };

    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(5));
}

public sealed class RestingConcurrency : ConcurrencyContract
{
    protected override StoreOptions Options => base.Options with { MaxIdleEngines = 0 };

    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(5));
}

public sealed class RestingHistory : HistoryContract
{
    protected override StoreOptions Options => base.Options with { MaxIdleEngines = 0 };

    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(5));
}

public sealed class RestingModels : ModelContract
{
    protected override StoreOptions Options => base.Options with { MaxIdleEngines = 0 };

    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(5));
}

public sealed class RestingSharing : SharingContract
{
    protected override StoreOptions Options => base.Options with { MaxIdleEngines = 0 };

    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(5));
}

public sealed class RestingLargeCopies : LargeCopyContract
{
    protected override StoreOptions Options => base.Options with { MaxIdleEngines = 0 };

    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(5));
}

public sealed class RestingTakingOut : TakingOutContract
{
    protected override StoreOptions Options => base.Options with { MaxIdleEngines = 0 };

    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(5));
}
