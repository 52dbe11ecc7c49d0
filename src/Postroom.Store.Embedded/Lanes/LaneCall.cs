namespace Postroom.Store.Embedded.Lanes;

/// <summary>One call on a lane and the task that tells how it went.</summary>
internal sealed class LaneCall<T>(Func<T> work, TaskCreationOptions options, CancellationToken cancellationToken = default) : ILaneWork
{
    private readonly TaskCompletionSource<T> _done = new(options);

    internal Task<T> Task => _done.Task;

    public void Run()
    {
        if (cancellationToken.IsCancellationRequested)
        {
            _done.TrySetCanceled(cancellationToken);
            return;
        }

        T result;
        try
        {
            result = work();
        }
        catch (Exception e)
        {
            _done.TrySetException(e);
            return;
        }

        _done.TrySetResult(result);
    }
}
