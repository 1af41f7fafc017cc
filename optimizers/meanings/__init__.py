"""What each knob does, and what too much and too little of it do: one sentence a meaning."""
