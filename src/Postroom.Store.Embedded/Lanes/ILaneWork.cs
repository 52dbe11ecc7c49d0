namespace Postroom.Store.Embedded.Lanes;

/// <summary>Something for a lane to do. It handles its own failures: what it throws ends the process.</summary>
internal interface ILaneWork
{
    void Run();
}
