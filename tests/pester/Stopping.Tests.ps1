BeforeAll {
    $script:manifest = "$PSScriptRoot/../../FtcTools.psd1"
    Import-Module $manifest

    # Starts a script, stops it as Ctrl-C does, and gives the seconds that took and the progress that was shown. What comes before runs to its end; it is given a network.
    function Stop-Script([string] $Script, [string] $Before, [double] $After = 1.5) {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("param(`$large) Import-Module '$manifest'; Set-Location '$TestDrive'; $Before").AddArgument($large).Invoke()
            $shell.Commands.Clear()
            $null = $shell.AddScript($Script)
            $running = $shell.BeginInvoke()
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            while (-not $running.IsCompleted -and $clock.Elapsed.TotalSeconds -lt $After) { Start-Sleep -Milliseconds 50 }
            $completed = $running.IsCompleted
            $clock.Restart()
            $shell.Stop()
            [pscustomobject]@{
                Seconds   = $clock.Elapsed.TotalSeconds
                Completed = $completed
                Progress  = @($shell.Streams.Progress)
                Errors    = @($shell.Streams.Error)
                State     = $shell.InvocationStateInfo.State
            }
        }
        finally { $shell.Dispose() }
    }
}

Describe 'Ctrl-C' -Tag Slow {
    BeforeAll { $script:large = New-FtcDataset -Gaussian -N 2000 -K 400000 -Dimension 8 | New-FtcNetwork -Method BlockEndpoints }
    AfterAll { $script:large = $null }

    It 'stops <Script>' -ForEach @(
        @{ Script = 'Get-FtcBounds -N (1..1000) -K (100000..110000) | Out-Null' }
        @{ Script = 'Get-FtcCapacity -M (1..1000) -K (100000..110000) | Out-Null' }
        @{ Script = 'New-FtcDataset -Gaussian -N 100000 -K 10000000 -Dimension 20' }
        @{ Script = 'Import-FtcDataset -LiteralPath (@("rows.csv") * 5000) -Features x -Label y -Prediction f'; Before = '"x,y,f", (1..100000).ForEach({ "$_,0,0" }) | Write-Output | Set-Content rows.csv' }
        @{ Script = '$data | New-FtcNetwork -Layers 3'; Before = '$data = New-FtcDataset -Gaussian -N 100000 -K 1000000 -Dimension 20' }
        @{ Script = '$g | Test-FtcNetwork -Arithmetic Float64'; Before = '$g = $large' }
        @{ Script = '$g | Invoke-FtcNetwork | Out-Null'; Before = '$g = $large' }
        @{ Script = '$g | Measure-FtcNetwork -Limits'; Before = '$g = $large' }
        @{ Script = '$g | Export-FtcNetwork g.json -Certificate g.cert.json'; Before = '$g = $large' }
        @{ Script = '$g | Update-FtcNetwork -Dataset $data'; Before = '$data = New-FtcDataset -Gaussian -N 3000 -K 100000 -Dimension 20; $g = $data.Withdraw($data.T[5..2999]) | New-FtcNetwork -Method Hats' }
        @{ Script = 'Invoke-FtcExperiment long.ftc.yaml'; Before = '"experiment: long", "dataset: { gaussian: { N: 100000, K: 1000000, dimension: 20 } }" | Set-Content long.ftc.yaml' }
    ) {
        # The machine may have other work, which takes cores from one attempt, not from all.
        foreach ($attempt in 1..8) {
            $stopped = Stop-Script $Script $Before
            $stopped.Completed | Should -BeFalse -Because 'the work must be long enough to be stopped'
            if ($stopped.Seconds -lt 1) { break }
        }
        $stopped.Seconds | Should -BeLessThan 1
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
    }
}

Describe 'Progress' {
    It 'comes at most five times a second and is completed' {
        $shell = [powershell]::Create()
        try {
            # The time limit, and not the machine, says how long this takes: nothing is proven for so many edits in two seconds.
            $null = $shell.AddScript("Import-Module '$manifest'; New-FtcDataset -Gaussian -N 20000 -K 200000 -Dimension 2 | New-FtcNetwork -Precision Float32 -Untouched Exact -TimeLimit 2")
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $null = $shell.Invoke()
            $seconds = $clock.Elapsed.TotalSeconds
            # The import of the module is the engine's own activity.
            $records = @($shell.Streams.Progress).Where({ $_.Activity -notmatch 'Loading|Preparing' })
        }
        finally { $shell.Dispose() }
        $records.Count | Should -BeGreaterThan 0
        foreach ($activity in $records | Group-Object ActivityId) {
            $activity.Group.Where({ $_.RecordType -eq 'Processing' }).Count | Should -BeLessOrEqual (5 * $seconds + 1)
            $activity.Group[-1].RecordType | Should -Be 'Completed'
        }
    }

    It 'is not shown for short work' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$manifest'; New-FtcNetwork -T 2, 4, 9; New-FtcNetwork -T 2, 4, 9").Invoke()
            @($shell.Streams.Progress).Where({ $_.Activity -match 'Building' -and $_.PercentComplete -gt 50 }).Count | Should -Be 0
        }
        finally { $shell.Dispose() }
    }
}
